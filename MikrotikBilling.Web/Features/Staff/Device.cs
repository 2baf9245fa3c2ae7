namespace MikrotikBilling.Web.Features.Staff;

/// <summary>What a user agent says of itself, in words: <c>Firefox on Android</c>. A guess for people to recognise their own devices by.</summary>
internal static class Device
{
    // The first that fits: later ones name themselves in earlier ones' strings.
    private static readonly (string Mark, string Name)[] Programs =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"),
        ("HeadlessChrome", "Chrome"), ("Chromium/", "Chromium"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"), ("PostmanRuntime", "Postman"),
        ("python", "Python"), ("okhttp", "OkHttp"), ("Go-http-client", "Go"), ("node", "Node.js"), ("Java/", "Java"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"), ("Macintosh", "macOS"), ("Linux", "Linux")];

    public static string Of(string? userAgent, bool isApi)
    {
        var (program, system) = (Find(Programs, userAgent), Find(Systems, userAgent));
        return (program, system) switch
        {
            (not null, not null) => $"{program} on {system}",
            (not null, null) => program,
            (null, not null) => system,
            _ => isApi ? "A program" : "A browser",
        };
    }

    private static string? Find((string Mark, string Name)[] marks, string? text) =>
        string.IsNullOrEmpty(text) ? null : marks.FirstOrDefault(m => text.Contains(m.Mark, StringComparison.OrdinalIgnoreCase)).Name;
}
