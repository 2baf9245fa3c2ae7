using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Features.Design;

namespace MikrotikBilling.Tests.Shell;

public class ContrastTests
{
    private static Palette Source() => Palette.Read(File.ReadAllText(Repository.Path("wwwroot-src", "src", "styles", "tokens.css")));

    [Fact]
    public void Tokens_EveryPairInBothThemes_KeepsItsContrast()
    {
        var pairs = Source().Pairs.ToList();

        pairs.Count.ShouldBeGreaterThan(80);
        pairs.Where(pair => !pair.Holds).Select(pair => $"{pair.Front.Name} on {pair.Ground.Name}: {pair.Light:0.00} light, {pair.Dark:0.00} dark, asked {pair.Asked}").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("oklch(1 0 0)", "oklch(0 0 0)", 21)]
    [InlineData("oklch(0.628 0.2577 29.23)", "oklch(1 0 0)", 4.0)] // #f00 on #fff
    [InlineData("oklch(0.5999 0 0)", "oklch(1 0 0)", 3.95)] // #808080 on #fff
    public void Contrast_KnownColours_IsAsWcagSays(string front, string ground, double contrast)
    {
        var palette = Palette.Read($"--one: {front};\n--two: {ground};\n");

        Oklch.Contrast(palette.Tokens["one"].Light, palette.Tokens["two"].Light).ShouldBe(contrast, 0.02);
    }

    [Fact]
    public void Read_LightDark_KeepsBoth()
    {
        var token = Palette.Read("  --line: light-dark(oklch(0.9 0.01 250), oklch(0.3 0.02 258));").Tokens["line"];

        (token.Light, token.Dark).ShouldBe((new Oklch(0.9, 0.01, 250), new Oklch(0.3, 0.02, 258)));
    }
}
