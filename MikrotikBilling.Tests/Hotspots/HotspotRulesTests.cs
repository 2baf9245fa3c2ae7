using MikrotikBilling.Core.Hotspots;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Tests.Hotspots;

/// <summary>What is believed of a device: next to nothing.</summary>
public class HotspotRulesTests
{
    private static readonly HotspotPortal Portal = new() { Key = "k", Address = "https://isp.example", RouterHosts = "login.wifi\n10.5.50.1", ExtraHosts = "hotspot.example:8080\nbücher.example" };

    [Theory]
    [InlineData("http://login.wifi/login", "http://login.wifi/login")]
    [InlineData("https://login.wifi/login", "https://login.wifi/login")]
    [InlineData("HTTP://LOGIN.WIFI/login", "http://login.wifi/login")]
    [InlineData("http://10.5.50.1/login?dst=x#y", "http://10.5.50.1/login")]
    [InlineData("http://login.wifi:443/login", "http://login.wifi:443/login")]
    [InlineData("http://hotspot.example:8080/login", "http://hotspot.example:8080/login")]
    public void Login_OfTheRoutersOwnPage_IsWrittenAnew(string said, string taken) => HotspotDeviceRules.Login(Portal, said).ShouldBe(taken);

    [Theory]
    [InlineData("http://evil.example/login")]
    [InlineData("//evil.example/login")]
    [InlineData("/login")]
    [InlineData("javascript:alert(1)//login.wifi/login")]
    [InlineData("data:text/html,http://login.wifi/login")]
    [InlineData("ftp://login.wifi/login")]
    [InlineData("http://login.wifi@evil.example/login")]
    [InlineData("http://login.wifi:80@evil.example/login")]
    [InlineData("http://user@login.wifi/login")]
    [InlineData("http://login.wifi.evil.example/login")]
    [InlineData("http://evil.example/login.wifi/login")]
    [InlineData("http://evil.example?login.wifi/login")]
    [InlineData("http://evil.example#login.wifi/login")]
    [InlineData("http://evil.example\\@login.wifi/login")]
    [InlineData("http:\\\\evil.example\\login")]
    [InlineData("http:/evil.example/login")]
    [InlineData("http:///evil.example/login")]
    [InlineData("http://login.wifi\t.evil.example/login")]
    [InlineData("\thttp://login.wifi/login")]
    [InlineData("http://login.wifi/login\r\nLocation: http://evil.example")]
    [InlineData("http://login.wifi:8080/login")]
    [InlineData("http://hotspot.example/login")]
    [InlineData("http://hotspot.example:8081/login")]
    [InlineData("http://login.wifi/logout")]
    [InlineData("http://login.wifi/login/../evil")]
    [InlineData("http://10.5.50.10/login")]
    [InlineData("http://login。wifi.evil.example/login")]
    [InlineData("")]
    [InlineData(null)]
    public void Login_OfAnythingElse_IsRefused(string? said) => HotspotDeviceRules.Login(Portal, said).ShouldBeNull();

    [Theory]
    [InlineData("http://news.example/page?a=1&b=2")]
    [InlineData("https://news.example/")]
    public void Destination_OnTheWeb_IsTaken(string said) => HotspotDeviceRules.Destination(said).ShouldBe(said);

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("//evil.example")]
    [InlineData("data:text/html,x")]
    [InlineData("http://user:word@evil.example/")]
    [InlineData("http://news.example/\u0000")]
    [InlineData("http:\\\\evil.example")]
    [InlineData("file:///etc/passwd")]
    public void Destination_ThatIsNoWebAddress_IsLeftOut(string said) => HotspotDeviceRules.Destination(said).ShouldBeNull();

    [Fact]
    public void Device_OfAnotherShape_IsLeftOut()
    {
        HotspotDeviceRules.Mac("aa-bb-cc-dd-ee-0f").ShouldBe("AA:BB:CC:DD:EE:0F");
        HotspotDeviceRules.Mac("AA:BB:CC:DD:EE:FF' OR 1=1").ShouldBeNull();
        HotspotDeviceRules.Mac("AA:BB:CC:DD:EE:FF\n").ShouldBeNull();
        HotspotDeviceRules.Ip("10.5.50.7").ShouldBe("10.5.50.7");
        HotspotDeviceRules.Ip("2130706433").ShouldBeNull();
        HotspotDeviceRules.Ip("<b>").ShouldBeNull();
        HotspotDeviceRules.Chap("\\371\\400").ShouldBeNull();
        HotspotDeviceRules.Chap("\\37").ShouldBeNull();
    }

    [Fact]
    public void UsualLogin_IsOnlyThere_WhereTheRouterWritesNoChallenge()
    {
        HotspotDeviceRules.UsualLogin(new HotspotPortal { Key = "k", Address = "a", RouterHosts = "login.wifi", UsesChap = false }).ShouldBe("http://login.wifi/login");
        HotspotDeviceRules.UsualLogin(new HotspotPortal { Key = "k", Address = "a", RouterHosts = "login.wifi", UsesChap = false, UsesHttps = true }).ShouldBe("https://login.wifi/login");
        HotspotDeviceRules.UsualLogin(new HotspotPortal { Key = "k", Address = "a", RouterHosts = "login.wifi" }).ShouldBeNull();
        HotspotDeviceRules.UsualLogin(new HotspotPortal { Key = "k", Address = "a", UsesChap = false }).ShouldBeNull();
    }

    /// <summary>md5(f9, "K7QPM2XW9RTH", 99 12 00 ff 5c 41), made with another program.</summary>
    [Theory]
    [InlineData("\\371", "\\231\\022\\000\\377\\134\\101")]
    [InlineData("\\371", "\\231\\022\\000\\377\\134A")]
    public void Chap_IsTheSumTheRouterMakes(string id, string challenge) => ChapAnswer.Of(id, challenge, "K7QPM2XW9RTH").ShouldBe("48600d1c9542ace8851efbaf7b0fe27a");

    [Fact]
    public void Chap_WithoutWhatTheRouterWrites_IsNone()
    {
        ChapAnswer.Of(null, "\\001", "x").ShouldBeNull();
        ChapAnswer.Of("\\001\\002", "\\001", "x").ShouldBeNull();
        ChapAnswer.Of("\\001", "", "x").ShouldBeNull();
        ChapAnswer.Read(ChapAnswer.Write([0, 7, 255, 92])).ShouldBe(new byte[] { 0, 7, 255, 92 });
    }

    [Fact]
    public void Words_AreThereInEachLanguage_WithTheSameGaps()
    {
        var english = HotspotWords.In("en");
        foreach (var language in HotspotWords.Languages)
        {
            var words = HotspotWords.In(language.Code);
            words.Language.ShouldBe(language);
            foreach (var word in Enum.GetValues<HotspotWord>())
            {
                words[word].ShouldNotBeNullOrWhiteSpace($"{language.Code} {word}");
                words[word].Contains("{0}", StringComparison.Ordinal).ShouldBe(english[word].Contains("{0}", StringComparison.Ordinal), $"{language.Code} {word}");
            }
        }
        // What stands in the table under a language is in that language: no row was copied.
        foreach (var language in HotspotWords.Languages.Skip(1))
            Enum.GetValues<HotspotWord>().Count(w => HotspotWords.In(language.Code)[w] == english[w]).ShouldBeLessThan(4, language.Code);
    }

    [Theory]
    [InlineData(null, null, "sw")]
    [InlineData(null, "de-DE,de;q=0.9", "sw")]
    [InlineData(null, "de,es-MX;q=0.8,en;q=0.9", "en")]
    [InlineData(null, "es;q=0,en;q=0.1", "en")]
    [InlineData("es", "en", "es")]
    [InlineData("bn", "en", "en")]
    [InlineData("<b>", ";;;,,q=", "sw")]
    public void Language_IsThatAskedFor_ThenTheBrowsers_ThenTheFirst(string? asked, string? accept, string taken) =>
        HotspotWords.For(["sw", "en", "es"], asked, accept).Language.Code.ShouldBe(taken);

    [Fact]
    public void Length_IsSaidInTheLanguage()
    {
        HotspotWords.In("en").Length(new CalendarSpan(24, SpanUnit.Hours)).ShouldBe("24 hours");
        HotspotWords.In("sw").Length(new CalendarSpan(1, SpanUnit.Days)).ShouldBe("Siku 1");
        HotspotWords.In("en").Length(TimeSpan.FromMinutes(95)).ShouldBe("1 hour 35 min");
        HotspotWords.In("en").Length(TimeSpan.FromDays(2)).ShouldBe("2 days");
    }

    [Theory]
    [InlineData("user K7QPM2XW has reached uptime limit", HotspotWord.TimeUp)]
    [InlineData("traffic limit reached", HotspotWord.VolumeUp)]
    [InlineData("invalid username or password", HotspotWord.WrongLogin)]
    [InlineData("no more sessions are allowed for user", HotspotWord.TooManyDevices)]
    [InlineData("something new", HotspotWord.Failed)]
    [InlineData(" ", null)]
    public void RoutersText_IsSaidInTheGuestsWords(string said, HotspotWord? word) => HotspotTroubles.OfRouterText(said).ShouldBe(word);
}
