using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using MikrotikBilling.Core.Routers.Simulation.Life;

namespace MikrotikBilling.Core.Routers.Simulation.Hotspot;

/// <summary>A request of a device, and what it is answered.</summary>
internal sealed record DoorRequest(IPAddress From, string Host, string Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Form)
{
    public string? Said(string name) => Form.GetValueOrDefault(name) ?? Query.GetValueOrDefault(name);
}

internal sealed record DoorAnswer(int Status, string Body, string? Location = null, string ContentType = "text/html; charset=utf-8");

/// <summary>
/// What a hotspot does with a device's requests: log-in, status and log-out by the stored pages, and for any other page the log-in again until it is in. A
/// device is an address on loopback: 127.0.0.1, 127.0.0.2 and so on.
/// </summary>
internal sealed class HotspotDoor(SimulatedRouter router, Func<int> port)
{
    private readonly Dictionary<IPAddress, (byte Id, byte[] Bytes)> _challenges = [];

    public IReadOnlyDictionary<string, string> Files { get; set; } = new Dictionary<string, string>();

    public static string MacOf(IPAddress device) => $"02:00:{string.Join(':', device.MapToIPv4().GetAddressBytes().Select(b => b.ToString("X2", CultureInfo.InvariantCulture)))}";

    public DoorAnswer Answer(DoorRequest request) => router.Use(() => (request.Path, Session(request)) switch
    {
        ("/login", null) when request.Said("username") is { } name => LogIn(request, name),
        ("/login", null) => Login(request, null),
        ("/login", { } session) => Page("alogin.html", request, session),
        ("/status", { } session) => Page("status.html", request, session),
        ("/status", null) => new DoorAnswer(302, "", Own("/login")),
        ("/logout", { } session) => LogOut(request, session),
        ("/logout", null) => new DoorAnswer(302, "", Own("/login")),
        ("/api.json", var session) => Page("api.json", request, session),
        (_, null) => Login(request, null),
        _ => new DoorAnswer(200, $"<!doctype html><title>The Internet</title><h1>The Internet</h1><p>{WebUtility.HtmlEncode(Wanted(request))}</p>"),
    });

    private HotspotSession? Session(DoorRequest request) => router.Life.Hotspot.Sessions.FirstOrDefault(s => s.Mac == MacOf(request.From));

    private DoorAnswer LogIn(DoorRequest request, string name)
    {
        var sent = request.Said("password") ?? "";
        var known = router.Table("/ip/hotspot/user").ByName(name)?.Stored("password") ?? "";
        var ways = LoginBy();
        var isRight = (ways.Contains("http-pap") && sent == known)
            || (ways.Contains("http-chap") && _challenges.TryGetValue(request.From, out var c) && sent == ChapOf(c.Id, known, c.Bytes));
        // A challenge is good once.
        _challenges.Remove(request.From);
        var refusal = router.Life.Hotspot.LogIn(name, isRight ? known : "\0", MacOf(request.From), AddressOf(request.From));
        return refusal is null ? Page("alogin.html", request, Session(request)) : Login(request, refusal);
    }

    private DoorAnswer LogOut(DoorRequest request, HotspotSession session)
    {
        router.Life.Hotspot.LogOut(session.User);
        return Page("logout.html", request, null);
    }

    private DoorAnswer Login(DoorRequest request, string? error) => Page("login.html", request, null, error);

    private DoorAnswer Page(string file, DoorRequest request, HotspotSession? session, string? error = null)
    {
        if (!Files.TryGetValue(file, out var text)) return new DoorAnswer(404, $"There is no {file} on this router.");
        return new DoorAnswer(200, HotspotTemplate.Fill(text, name => Value(name, request, session, error) ?? ""), ContentType: file == "api.json" ? "application/captive+json" : "text/html; charset=utf-8");
    }

    private string? Value(string name, DoorRequest request, HotspotSession? session, string? error) => name switch
    {
        "link-login" or "link-login-only" => Own("/login"),
        "link-logout" => Own("/logout"),
        "link-status" => Own("/status"),
        "link-orig" => Wanted(request),
        "link-orig-esc" => Uri.EscapeDataString(Wanted(request)),
        "link-redirect" => Wanted(request) is { Length: > 0 } wanted ? wanted : Own("/status"),
        "mac" => MacOf(request.From),
        "mac-esc" => Uri.EscapeDataString(MacOf(request.From)),
        "ip" => AddressOf(request.From),
        "error" or "error-orig" => error,
        "chap-id" => LoginBy().Contains("http-chap") ? ChapAnswerText([Challenge(request).Id]) : null,
        "chap-challenge" => LoginBy().Contains("http-chap") ? ChapAnswerText(Challenge(request).Bytes) : null,
        "logged-in" => session is null ? "no" : "yes",
        "username" => session?.User ?? request.Said("username"),
        "var" => request.Said("var"),
        "identity" => router.Table("/system/identity").Rows[0].Stored("name"),
        "server-name" => router.Table("/ip/hotspot").Rows is [{ Name: { } server }, ..] ? server : "hotspot1",
        "uptime" => session is null ? null : Live(session, "uptime"),
        "session-time-left" => session is null ? null : Live(session, "session-time-left"),
        "session-timeout-secs" => session?.EndsAt is { } end ? ((long)(end - router.Now).TotalSeconds).ToString(CultureInfo.InvariantCulture) : "0",
        "bytes-in-nice" => session is null ? null : $"{session.Counted(router.Now).Rx / 1024} KiB",
        "bytes-out-nice" => session is null ? null : $"{session.Counted(router.Now).Tx / 1024} KiB",
        _ => null,
    };

    private string? Live(HotspotSession session, string name) => session.TryGet(name, router.Now, out var value) ? value : null;

    private (byte Id, byte[] Bytes) Challenge(DoorRequest request)
    {
        if (!_challenges.TryGetValue(request.From, out var challenge)) _challenges[request.From] = challenge = (RandomNumberGenerator.GetBytes(1)[0], RandomNumberGenerator.GetBytes(16));
        return challenge;
    }

    private HashSet<string> LoginBy()
    {
        var profile = router.Table("/ip/hotspot").Rows is [var server, ..] ? server.Value("profile") : null;
        return [.. (router.Table("/ip/hotspot/profile").ByName(profile ?? "default")?.Value("login-by") ?? "cookie,http-chap").Split(',')];
    }

    private string Own(string path) => string.Create(CultureInfo.InvariantCulture, $"http://{router.Options.BindAddress}:{port()}{path}");

    /// <summary>What the device was after when it was sent here.</summary>
    private static string Wanted(DoorRequest request) =>
        request.Said("dst") ?? (request.Path is "/login" or "/status" or "/logout" ? "" : $"http://{request.Host}{request.Path}");

    private static string AddressOf(IPAddress device) => $"10.5.50.{device.MapToIPv4().GetAddressBytes()[3]}";

    private static string ChapOf(byte id, string password, byte[] challenge)
    {
#pragma warning disable CA5351 // the router's protocol
        return Convert.ToHexStringLower(MD5.HashData([id, .. Encoding.UTF8.GetBytes(password), .. challenge]));
#pragma warning restore CA5351
    }

    private static string ChapAnswerText(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (var b in bytes) text.Append('\\').Append(Convert.ToString(b, 8).PadLeft(3, '0'));
        return text.ToString();
    }
}
