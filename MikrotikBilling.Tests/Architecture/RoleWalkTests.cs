using System.Net;
using System.Text.RegularExpressions;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Demo;

namespace MikrotikBilling.Tests.Architecture;

/// <summary>Goes through the demo as each role: what a page offers, link or form, the server must not refuse.</summary>
public sealed partial class RoleWalkTests(RoleWalkTests.WalkedDemo demo) : IClassFixture<RoleWalkTests.WalkedDemo>
{
    public static TheoryData<StaffRole> Roles => [.. Enum.GetValues<StaffRole>()];

    [Theory, MemberData(nameof(Roles))]
    public async Task Page_OpenToARole_OffersNothingThatIsRefused(StaffRole role)
    {
        using var browser = await TestBrowser.SignedInAsync(demo.Address, role switch
        {
            StaffRole.Owner => DemoSeed.OwnerEmail,
            StaffRole.Support => DemoStaff.SupportEmail,
            StaffRole.Accountant => DemoStaff.AccountantEmail,
            _ => throw new InvalidOperationException($"The demo has nobody of the role {role}."),
        }, demo.Password);
        var walk = new Walk(browser, demo.Rights, role);

        await walk.GoAsync("/");

        walk.Refused.ShouldBeEmpty();
        walk.Pages.ShouldBeGreaterThan(20);
        walk.Forms.ShouldBeGreaterThan(5);
    }

    public sealed partial class WalkedDemo : IAsyncLifetime
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("mb-walk-").FullName;
        private DemoInstallation _demo = null!;

        public Uri Address => new(_demo.App.Urls.First());

        public string Password => Environment.GetEnvironmentVariable("MIKROTIKBILLING_ADMIN_PASSWORD") is { Length: > 0 } given
            ? given
            : Shown().Match(_demo.Welcome).Groups["word"].Value;

        public IReadOnlyList<EndpointRight> Rights { get; private set; } = [];

        public async Task InitializeAsync()
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(8));
            _demo = await DemoInstallation.StartAsync(["--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Error"], _folder, limit.Token);
            Rights = await EndpointRight.OfAsync(_demo.App.Services);
        }

        public async Task DisposeAsync()
        {
            await _demo.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }

        [GeneratedRegex(@"Password +(?<word>\S+)", RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex Shown();
    }

    /// <summary>Follows links, a few of each kind; forms are not sent, but looked up.</summary>
    private sealed partial class Walk(TestBrowser browser, IReadOnlyList<EndpointRight> rights, StaffRole role)
    {
        private const int OfEachKind = 3;
        private readonly Queue<(string Url, bool Fragment, string From)> _open = new();
        private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
        private readonly Dictionary<string, int> _kinds = new(StringComparer.Ordinal);

        public List<string> Refused { get; } = [];

        public int Pages { get; private set; }

        public int Forms { get; private set; }

        public async Task GoAsync(string start)
        {
            Offer(start, false, "the start");
            while (_open.TryDequeue(out var next))
            {
                using var answer = next.Fragment ? await browser.GetFragmentAsync(next.Url) : await browser.GetAsync(next.Url);
                Pages++;
                if ((int)answer.StatusCode is 401 or 403 or >= 500) Refused.Add($"GET {next.Url}, offered by {next.From}: {(int)answer.StatusCode}");
                if (answer.Content.Headers.ContentType?.MediaType != "text/html") continue;
                Read(await answer.Content.ReadAsStringAsync(), next.Url);
            }
        }

        private void Read(string html, string from)
        {
            foreach (Match tag in Tag().Matches(html))
            {
                var attributes = Attribute().Matches(tag.Value).DistinctBy(a => a.Groups["name"].Value).ToDictionary(a => a.Groups["name"].Value, a => WebUtility.HtmlDecode(a.Groups["value"].Value), StringComparer.Ordinal);
                if (attributes.TryGetValue("href", out var href)) Offer(href, false, from);
                if (attributes.TryGetValue("hx-get", out var get)) Offer(get, true, from);
                foreach (var method in new[] { "post", "put", "delete", "patch" })
                    if (attributes.TryGetValue($"hx-{method}", out var to)) Look(method.ToUpperInvariant(), to, from);
                if (!tag.Value.StartsWith("<form", StringComparison.Ordinal)) continue;
                var action = attributes.GetValueOrDefault("action", from);
                if (attributes.GetValueOrDefault("method") == "post") Look("POST", action, from);
                else if (attributes.GetValueOrDefault("method") == "get") Offer(action, false, from);
            }
        }

        private void Offer(string url, bool fragment, string from)
        {
            url = url.Split('#')[0];
            if (!url.StartsWith('/') || url.StartsWith("//", StringComparison.Ordinal) || url.Split('?')[0].Contains('.', StringComparison.Ordinal) || !_seen.Add($"{fragment} {url}")) return;
            var kind = $"{fragment} {Find("GET", url, from)?.Pattern.RawText} {string.Join('&', url.Split('?').ElementAtOrDefault(1)?.Split('&').Select(q => q.StartsWith("handler=", StringComparison.Ordinal) ? q : q.Split('=')[0]) ?? [])}";
            _kinds[kind] = _kinds.GetValueOrDefault(kind) + 1;
            if (_kinds[kind] <= OfEachKind) _open.Enqueue((url, fragment, from));
        }

        private void Look(string method, string url, string from)
        {
            Forms++;
            if (Find(method, url, from) is { } right && !right.IsHeldBy(role)) Refused.Add($"{method} {url}, offered by {from}: {role} may not");
        }

        private EndpointRight? Find(string method, string url, string from)
        {
            var (path, handler) = (url.Split('?')[0], Handler().Match(url) is { Success: true } named ? named.Groups["name"].Value : null);
            var best = rights.Where(r => r.Method == method && (!r.IsPage || string.Equals(r.Handler, handler, StringComparison.OrdinalIgnoreCase)))
                .Select(r => (Right: r, Fit: r.Fit(path))).Where(r => r.Fit >= 0).OrderByDescending(r => r.Fit).ThenByDescending(r => r.Right.Pattern.PathSegments.Count).FirstOrDefault().Right;
            if (best is null) Refused.Add($"{method} {url}, offered by {from}: leads nowhere");
            return best;
        }

        [GeneratedRegex("<(a|form|button|div|section|article|tr|tbody|input|select|span|p|main|ul|li|details)\\b[^>]*>", RegexOptions.ExplicitCapture, 5000)]
        private static partial Regex Tag();

        [GeneratedRegex("(?<name>href|action|method|hx-get|hx-post|hx-put|hx-delete|hx-patch)=(\"(?<value>[^\"]*)\"|'(?<value>[^']*)')", RegexOptions.ExplicitCapture, 5000)]
        private static partial Regex Attribute();

        [GeneratedRegex("[?&]handler=(?<name>[^&]+)", RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex Handler();
    }
}
