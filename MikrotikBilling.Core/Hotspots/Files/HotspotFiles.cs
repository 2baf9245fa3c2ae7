using System.IO.Compression;
using System.Net;
using System.Text;

namespace MikrotikBilling.Core.Hotspots.Files;

/// <summary>
/// What is uploaded to the router's <c>hotspot</c> folder: pages that the router fills in (<c>$(…)</c>) and that lead a device to the portal. Whatever is
/// ours in them is escaped; what the router puts into an address is taken in its own escaped form.
/// </summary>
public static class HotspotFiles
{
    /// <summary>By their names.</summary>
    public static IReadOnlyDictionary<string, string> Of(HotspotPortal portal, string company)
    {
        ArgumentNullException.ThrowIfNull(portal);
        var page = new HotspotFilePage(HotspotWords.In(portal.LanguageCodes.Count > 0 ? portal.LanguageCodes[0] : null), portal.WifiName ?? company);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["login.html"] = LoginFile.Of(page, portal.Url),
            ["alogin.html"] = page.Of(HotspotWord.Online, refresh: "1; url=$(link-redirect)", body: $"""
                <p><a class="main" href="$(link-redirect)">{page[HotspotWord.Onward]}</a></p>
                <p><a href="$(link-status)">{page[HotspotWord.TimeLeft]}</a></p>
                """),
            ["rlogin.html"] = Onward(page),
            ["redirect.html"] = Onward(page),
            ["status.html"] = Status(page),
            ["logout.html"] = page.Of(HotspotWord.LoggedOut, body: $"""<p><a class="main" href="$(link-login)">{page[HotspotWord.LogInAgain]}</a></p>"""),
            ["error.html"] = page.Of(HotspotWord.Trouble, body: $"""
                <p>$(error)</p>
                <p><a class="main" href="$(link-login)">{page[HotspotWord.TryAgain]}</a></p>
                """),
            ["errors.txt"] = Errors,
            ["api.json"] = Api,
        };
    }

    public static byte[] Zip(HotspotPortal portal, string company)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, text) in Of(portal, company))
            {
                var entry = zip.CreateEntry($"hotspot/{name}", CompressionLevel.Optimal);
                // The same portal gives the same file.
                entry.LastWriteTime = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var stream = entry.Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        return bytes.ToArray();
    }

    private static string Onward(HotspotFilePage page) => page.Of(HotspotWord.Moment, refresh: "0; url=$(link-redirect)", body: $"""<p><a href="$(link-redirect)">{page[HotspotWord.IfNothing]}</a></p>""");

    private static string Status(HotspotFilePage page) => page.Of(HotspotWord.Online, refresh: "60", body: $"""
        <dl>
        $(if session-time-left)<dt>{page[HotspotWord.TimeLeft]}</dt><dd>$(session-time-left)</dd>$(endif)
        <dt>{page[HotspotWord.OnlineFor]}</dt><dd>$(uptime)</dd>
        <dt>{page[HotspotWord.Downloaded]}</dt><dd>$(bytes-out-nice)</dd>
        <dt>{page[HotspotWord.Uploaded]}</dt><dd>$(bytes-in-nice)</dd>
        </dl>
        <form action="$(link-logout)" method="post"><input type="hidden" name="erase-cookie" value="on"><button>{page[HotspotWord.LogOut]}</button></form>
        """);

    /// <summary>What phones and computers ask a network for (RFC 8908), as far as the router says it.</summary>
    private const string Api = """
        {
          "captive": $(if logged-in == 'yes')false$(else)true$(endif),
          "user-portal-url": "$(link-login-only)",
        $(if session-timeout-secs != 0)
          "seconds-remaining": $(session-timeout-secs),
        $(endif)
        $(if remain-bytes-total)
          "bytes-remaining": $(remain-bytes-total),
        $(endif)
          "can-extend-session": true
        }

        """;

    /// <summary>The router's own words hold the user name, which is the code of a voucher; these do not, as they are passed on in an address.</summary>
    private const string Errors = """
        # What $(error) says. No names in it: it is part of an address.
        internal-error = internal error
        config-error = configuration error
        not-logged-in = not logged in
        ippool-empty = no more free addresses
        shutting-down = hotspot is shutting down
        user-session-limit = no more sessions are allowed
        license-session-limit = no more sessions by licence
        wrong-mac-username = invalid mac address
        chap-missing = challenge is missing
        invalid-username = invalid username or password
        invalid-mac = invalid mac address
        uptime-limit = uptime limit reached
        traffic-limit = traffic limit reached
        radius-timeout = server does not answer
        auth-in-progress = already authorizing
        radius-reply = refused by the server

        """;
}

/// <summary>Head and foot of each file, and words as HTML.</summary>
internal sealed class HotspotFilePage(HotspotWords words, string heading)
{
    private const string Styles =
        "body{margin:0;font:16px/1.5 system-ui,sans-serif;color:#1b2430;background:#f4f6f9;display:grid;min-height:100vh;place-items:center}main{width:min(22rem,100vw - 2rem);padding:1.5rem;background:#fff;border-radius:12px;"
        + "box-sizing:border-box}h1{font-size:1.25rem;margin:0 0 1rem}small{color:#5b6675}label{display:block;margin:.75rem 0 0}input{width:100%;box-sizing:border-box;font:inherit;padding:.6rem;border:1px solid #8a95a5;border-radius:8px;"
        + "background:transparent;color:inherit}button,.main{display:block;width:100%;box-sizing:border-box;margin:1rem 0 0;padding:.75rem;border:0;border-radius:8px;background:#1d5fc4;color:#fff;font:inherit;text-align:center;text-decoration:none}"
        + "a{color:#1d5fc4}dt{color:#5b6675}dd{margin:0 0 .5rem}@media(prefers-color-scheme:dark){body{background:#12161d;color:#e8ecf2}main{background:#1b212b}a{color:#8db8ff}.main{color:#fff}small,dt{color:#a3adba}}";

    public HotspotWords Words => words;

    public string this[HotspotWord word] => Html(words[word]);

    public static string Html(string text) => WebUtility.HtmlEncode(text).Replace("$(", "$&#40;", StringComparison.Ordinal);

    public string Of(HotspotWord title, string body, string? refresh = null, string? head = null) => $"""
        <!doctype html>
        <html lang="{words.Language.Code}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <meta http-equiv="cache-control" content="no-store">
        {(refresh is null ? "" : $"<meta http-equiv=\"refresh\" content=\"{refresh}\">")}{head}
        <title>{this[title]}</title>
        <style>{Styles}</style>
        </head>
        <body>
        <main>
        <small>{Html(heading)}</small>
        <h1>{this[title]}</h1>
        {body}
        </main>
        </body>
        </html>

        """;
}
