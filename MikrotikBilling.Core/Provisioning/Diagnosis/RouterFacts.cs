using System.Globalization;
using System.Text.RegularExpressions;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Provisioning.Reconcile;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning.Diagnosis;

/// <summary>A refused log-in as the router's log tells it. The text is the router's and may hold anything.</summary>
/// <param name="At">In the router's own clock, newest last; as printed when it is not understood.</param>
internal sealed record FailedLogin(string At, string Text, string? Device);

/// <summary>What the router shows of one service now.</summary>
/// <param name="Found">There is a row of ours.</param>
/// <param name="Stranger">The row of that name is not ours.</param>
/// <param name="Differences">Field by field; null when the row is as wanted.</param>
/// <param name="Live">The session that runs now.</param>
/// <param name="AddressHeldBy">Somebody else who is online with this service's fixed address.</param>
internal sealed record RouterFacts(
    bool Found, bool Stranger, string? Differences, bool ProfileIsThere, LiveSession? Live, string? LastReason, string? LastDevice, string? AddressHeldBy, IReadOnlyList<FailedLogin> Failures);

/// <summary>Reads them: five commands, sent together.</summary>
internal static partial class RouterFactsReader
{
    private const int MostFailures = 5;
    private const int LongestText = 200;

    public static Task<RouterFacts> ReadAsync(IRouterOsConnection connection, WantedAccount wanted, BlockLists lists, CancellationToken cancellationToken) => wanted switch
    {
        WantedHotspotUser user => HotspotAsync(connection, user, cancellationToken),
        WantedQueue queue => QueueAsync(connection, queue, lists, cancellationToken),
        _ => PppAsync(connection, (WantedSecret)wanted, cancellationToken),
    };

    private static async Task<RouterFacts> PppAsync(IRouterOsConnection connection, WantedSecret wanted, CancellationToken cancellationToken)
    {
        var shape = new SecretShape();
        var print = RouterOsCommand.Of($"{shape.Menu}/print").Columns([.. shape.Columns, "last-caller-id", "last-disconnect-reason"]).WhereEquals("name", wanted.Name);
        var row = connection.RunAsync(print, cancellationToken);
        var profile = connection.RunAsync(ProfilePlan.Print.WhereEquals("name", wanted.Profile.Name), cancellationToken);
        var active = connection.RunAsync(RouterOsCommand.Of("/ppp/active/print").Columns("name", "address", "caller-id", "uptime").WhereEquals("name", wanted.Name), cancellationToken);
        var holder = wanted.RemoteAddress is { } address
            ? connection.RunAsync(RouterOsCommand.Of("/ppp/active/print").Columns("name", "address").WhereEquals("address", address), cancellationToken)
            : Task.FromResult(new RouterOsReply([], RouterOsRow.Empty));
        var failures = FailuresAsync(connection, wanted.Name, cancellationToken);
        await Task.WhenAll(row, profile, active, holder, failures);

        var found = (await row).First;
        return Facts(shape, wanted, (await row).Rows) with
        {
            ProfileIsThere = (await profile).Rows.Count > 0,
            Live = (await active).First is { } session
                ? new LiveSession(session.Text("name"), null, session["address"], session["caller-id"], Routers.RouterOsDuration.Parse(session["uptime"]) ?? TimeSpan.Zero, null, null) : null,
            LastReason = found?["last-disconnect-reason"],
            LastDevice = Mac(found?["last-caller-id"]),
            AddressHeldBy = (await holder).Rows.FirstOrDefault(r => r.Text("name") != wanted.Name)?["name"],
            Failures = await failures,
        };
    }

    private static async Task<RouterFacts> HotspotAsync(IRouterOsConnection connection, WantedHotspotUser wanted, CancellationToken cancellationToken)
    {
        var shape = new HotspotShape();
        var row = connection.RunAsync(shape.Print.WhereEquals("name", wanted.Name), cancellationToken);
        var profile = connection.RunAsync(HotspotProfilePlan.Print.WhereEquals("name", wanted.Profile.Name), cancellationToken);
        var active = connection.RunAsync(RouterOsCommand.Of("/ip/hotspot/active/print").Columns("user", "address", "mac-address", "uptime").WhereEquals("user", wanted.Name), cancellationToken);
        var failures = FailuresAsync(connection, wanted.Name, cancellationToken);
        await Task.WhenAll(row, profile, active, failures);
        return Facts(shape, wanted, (await row).Rows) with
        {
            ProfileIsThere = (await profile).Rows.Count > 0,
            Live = (await active).First is { } session
                ? new LiveSession(session.Text("user"), null, session["address"], session["mac-address"], Routers.RouterOsDuration.Parse(session["uptime"]) ?? TimeSpan.Zero, null, null) : null,
            Failures = await failures,
        };
    }

    /// <summary>A fixed address signs in nowhere: it is there or it is shut out.</summary>
    private static async Task<RouterFacts> QueueAsync(IRouterOsConnection connection, WantedQueue wanted, BlockLists lists, CancellationToken cancellationToken)
    {
        var shape = new QueueShape();
        var row = connection.RunAsync(shape.Print.WhereEquals("name", wanted.Name), cancellationToken);
        var entries = connection.RunAsync(BlockPlan.Print(lists), cancellationToken);
        await Task.WhenAll(row, entries);
        var (wrong, missing) = BlockPlan.Of(wanted, (await entries).Rows.ToLookup(r => OwnershipMark.Parse(r["comment"])), lists);
        var facts = Facts(shape, wanted, (await row).Rows);
        return wrong.Count == 0 && !missing ? facts
            : facts with { Differences = string.Join("; ", new[] { facts.Differences, missing ? $"not on the list {lists.Of(wanted)}" : "on a list that shuts it out" }.OfType<string>()) };
    }

    private static RouterFacts Facts<T>(RowShape<T> shape, T wanted, IReadOnlyList<RouterOsRow> rows) where T : WantedAccount
    {
        var step = AccountPlan.Of(shape, [wanted], new RowsOnRouter(rows), new Dictionary<T, AccountProblem>())[0];
        return new RouterFacts(step.Found is not null, step.Found is null && rows.Count > 0,
            step.Found is null || step.Kind == StepKind.None ? null : DriftWords.Of(step.Commands, step.Found), true, null, null, null, null, []);
    }

    /// <summary>The router's log is short and has no search: it is read whole and only what concerns this name is kept.</summary>
    private static async Task<IReadOnlyList<FailedLogin>> FailuresAsync(IRouterOsConnection connection, string userName, CancellationToken cancellationToken)
    {
        var found = new Queue<FailedLogin>();
        try
        {
            await foreach (var row in connection.StreamAsync(RouterOsCommand.Of("/log/print").Columns("time", "topics", "message"), cancellationToken))
            {
                var (topics, message) = (row.Text("topics").Split(','), row.Text("message"));
                if (!topics.Any(t => t is "ppp" or "pppoe" or "hotspot") || !Names(message, userName) || !IsFailure(message)) continue;
                found.Enqueue(new FailedLogin(RouterLogTime.Normalise(row.Text("time")), Clean(message), Mac(Device().Match(message).Value)));
                if (found.Count > MostFailures) found.Dequeue();
            }
        }
        catch (RouterOsException e) when (e is { IsConnectionFault: false, IsTransient: false })
        {
            return [];
        }
        return [.. found];
    }

    private static bool IsFailure(string message) =>
        message.Contains("fail", StringComparison.OrdinalIgnoreCase) || message.Contains("denied", StringComparison.OrdinalIgnoreCase) || message.Contains("invalid", StringComparison.OrdinalIgnoreCase);

    /// <summary>As a word of its own: <c>ann</c> is not <c>joanna</c>.</summary>
    private static bool Names(string message, string userName)
    {
        for (var at = message.IndexOf(userName, StringComparison.OrdinalIgnoreCase); at >= 0; at = message.IndexOf(userName, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + userName.Length;
            if ((at == 0 || !IsPart(message[at - 1])) && (end == message.Length || !IsPart(message[end]))) return true;
        }
        return false;
    }

    private static bool IsPart(char c) => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' or '@';

    private static string? Mac(string? text) => MacAddress.NormaliseOrNull(text);

    private static string Clean(string text)
    {
        var clean = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return clean.Length <= LongestText ? clean : string.Concat(clean.AsSpan(0, LongestText), "…");
    }

    [GeneratedRegex("([0-9A-F]{2}:){5}[0-9A-F]{2}", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 200)]
    private static partial Regex Device();
}

/// <summary>
/// Times of the log: <c>2026-03-01 08:00:00</c> since RouterOS 7.10, <c>mar/01/2026 08:00:00</c> before; both leave the date out for today and the older
/// one the year for this year.
/// </summary>
internal static class RouterLogTime
{
    private static readonly string[] Full = ["yyyy-MM-dd HH:mm:ss", "MMM/dd/yyyy HH:mm:ss"];

    public static string Normalise(string text)
    {
        text = text.Trim();
        if (DateTime.TryParseExact(text, Full, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)) return at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        if (DateTime.TryParseExact(text, "MMM/dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out at)) return at.ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        if (DateTime.TryParseExact(text, "MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out at)) return at.ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        return TimeOnly.TryParseExact(text, "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? $"today {time.ToString("HH:mm:ss", CultureInfo.InvariantCulture)}"
            : string.Concat(text.Where(c => !char.IsControl(c)).Take(30));
    }
}
