using System.IO.Compression;
using System.Text;
using System.Text.Json;
using MikrotikBilling.Core.Hotspots;
using MikrotikBilling.Core.Hotspots.Files;
using MikrotikBilling.Core.Routers.Simulation.Hotspot;

namespace MikrotikBilling.Tests.Hotspots;

/// <summary>The files that staff put onto the router.</summary>
public class HotspotFilesTests
{
    private static readonly HotspotPortal Portal = new() { Key = "0123456789abcdefghijkl", Address = "https://isp.example", RouterHosts = "login.wifi", WifiName = "Joe's <Wi-Fi> $(mac)" };

    private static IReadOnlyDictionary<string, string> Files => HotspotFiles.Of(Portal, "A & B");

    [Fact]
    public void Login_LeadsToThePortal_WithWhatTheRouterKnows()
    {
        var login = Files["login.html"];
        login.ShouldContain(
            "https://isp.example/hotspot/0123456789abcdefghijkl?login=$(link-login-only)&amp;dst=$(link-orig-esc)&amp;mac=$(mac-esc)&amp;ip=$(ip)&amp;error=$(error)&amp;chap-id=$(chap-id)&amp;chap-challenge=$(chap-challenge)");
        login.ShouldContain("<meta http-equiv=\"refresh\"");
        login.ShouldContain("action=\"$(link-login-only)\" method=\"post\"");
        Files.Keys.Order(StringComparer.Ordinal).ShouldBe(["alogin.html", "api.json", "error.html", "errors.txt", "login.html", "logout.html", "redirect.html", "rlogin.html", "status.html"]);
    }

    [Fact]
    public void Names_AreText_NeitherHtmlNorVariables()
    {
        foreach (var (name, text) in Files.Where(f => f.Key.EndsWith(".html", StringComparison.Ordinal)))
        {
            text.ShouldContain("Joe&#39;s &lt;Wi-Fi&gt; $&#40;mac)", customMessage: name);
            text.ShouldNotContain("<Wi-Fi>", customMessage: name);
        }
    }

    /// <summary>The user name is the code of a voucher: it must not come into an address.</summary>
    [Fact]
    public void NoFile_GivesTheUserNameAway() => Files.ShouldAllBe(f => !f.Value.Contains("$(username", StringComparison.Ordinal));

    [Fact]
    public void Conditions_AllEnd_AndFilesAreSmall()
    {
        foreach (var (name, text) in Files)
        {
            Count(text, "$(if ").ShouldBe(Count(text, "$(endif)"), name);
            Encoding.UTF8.GetByteCount(text).ShouldBeLessThan(6_000, name);
        }
        LoginFile.Md5.Length.ShouldBeLessThan(4_000);
    }

    [Fact]
    public void Login_FilledInByTheRouter_ShowsOneOfItsTwoFaces()
    {
        var leading = Filled("login.html", ("chap-id", "\\001"), ("chap-challenge", "\\002"));
        leading.ShouldContain("http-equiv=\"refresh\"");
        leading.ShouldContain("?var=form");
        leading.ShouldNotContain("<script>");
        var form = Filled("login.html", ("var", "form"), ("chap-id", "\\001"), ("chap-challenge", "\\002"), ("error", "invalid username or password"));
        form.ShouldNotContain("http-equiv=\"refresh\"");
        form.ShouldContain("name=\"username\"");
        form.ShouldContain("md5('\\001'+");
        form.ShouldContain("invalid username or password");
        Filled("login.html", ("var", "form")).ShouldNotContain("<script>");
    }

    [Fact]
    public void Api_IsJson_AsPhonesAskForIt()
    {
        using var outside = JsonDocument.Parse(Filled("api.json", ("logged-in", "no"), ("session-timeout-secs", "0"), ("link-login-only", "http://login.wifi/login")));
        using var inside = JsonDocument.Parse(Filled("api.json", ("logged-in", "yes"), ("session-timeout-secs", "600"), ("remain-bytes-total", "5000")));
        outside.RootElement.GetProperty("captive").GetBoolean().ShouldBeTrue();
        outside.RootElement.GetProperty("user-portal-url").GetString().ShouldBe("http://login.wifi/login");
        outside.RootElement.TryGetProperty("seconds-remaining", out _).ShouldBeFalse();
        inside.RootElement.GetProperty("captive").GetBoolean().ShouldBeFalse();
        inside.RootElement.GetProperty("seconds-remaining").GetInt32().ShouldBe(600);
        inside.RootElement.GetProperty("bytes-remaining").GetInt32().ShouldBe(5000);
    }

    [Fact]
    public void Zip_HoldsTheFolder_AndIsTheSameForTheSamePortal()
    {
        var bytes = HotspotFiles.Zip(Portal, "A & B");
        using var zip = new ZipArchive(new MemoryStream(bytes));
        zip.Entries.Select(e => e.FullName).Order(StringComparer.Ordinal).ShouldBe(Files.Keys.Select(k => $"hotspot/{k}").Order(StringComparer.Ordinal));
        using var reader = new StreamReader(zip.GetEntry("hotspot/login.html")!.Open());
        reader.ReadToEnd().ShouldBe(Files["login.html"]);
        HotspotFiles.Zip(Portal, "A & B").ShouldBe(bytes);
    }

    [Theory]
    [InlineData("a$(if x)b$(endif)c", "abc")]
    [InlineData("a$(if y)b$(else)d$(endif)c", "adc")]
    [InlineData("$(if x == '1')one$(elif x == '2')two$(endif)", "one")]
    [InlineData("$(if x == '3')one$(elif x == \"1\")two$(else)three$(endif)", "two")]
    [InlineData("$(if x)$(if y)in$(else)out$(endif)$(endif)", "out")]
    [InlineData("$(if y)$(x)$(else)$(if x != '2')yes$(endif)$(endif)", "yes")]
    [InlineData("cost $5 (x) $(x)", "cost $5 (x) 1")]
    public void Template_IsFilledAsTheRouterDoes(string text, string filled) => HotspotTemplate.Fill(text, name => name == "x" ? "1" : "").ShouldBe(filled);

    private static string Filled(string file, params (string Name, string Value)[] values) =>
        HotspotTemplate.Fill(Files[file], name => Array.Find(values, v => v.Name == name).Value ?? "");

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
