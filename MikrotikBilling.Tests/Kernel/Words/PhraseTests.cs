using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using static MikrotikBilling.Core.Kernel.Words.Said;

namespace MikrotikBilling.Tests.Kernel.Words;

public sealed class PhraseTests
{
    private static readonly Language Swahili = Language.Find("sw")!;

    [Fact]
    public void Values_AreLookedUpAsPlaces()
    {
        var (name, count) = ("Jane", 3);

        Phrase said = $"{name} owes {count} {{of}} 10";

        said.Key.ShouldBe("{0} owes {1} {{of}} 10");
        said.InEnglish.ShouldBe("Jane owes 3 {of} 10");
    }

    [Fact]
    public void Choice_OfPhrases_KeepsTheirPlaces()
    {
        Phrase Of(int rows) => rows == 1 ? "1 row" : Phrase.Of($"{rows} rows");

        Of(1).Key.ShouldBe("1 row");
        Of(2).Key.ShouldBe("{0} rows");
    }

    [Fact]
    public void PhraseWithin_IsSaidInTheSameLanguage()
    {
        var refusal = Refusal.NotFound.Words;

        Phrase said = $"({refusal})";

        said.In(Swahili).ShouldBe($"({refusal.In(Swahili)})");
        said.In(Swahili).ShouldNotBe(said.InEnglish);
    }

    [Fact]
    public void Length_IsSaidInTheLanguageAndKeptInEnglish()
    {
        var quarter = new CalendarSpan(3, SpanUnit.Months);

        T($"for {quarter}").ShouldBe("for 3 months");
        Phrase.Of($"for {quarter}").In(Swahili).ShouldBe("kwa miezi 3");
        foreach (var span in Enum.GetValues<SpanUnit>().SelectMany(u => new[] { new CalendarSpan(1, u), new CalendarSpan(14, u) })) CalendarSpan.Find(span.ToString()).ShouldBe(span);
        foreach (var other in new[] { null, "", "share", "2 m", "1 months ago", "-1 days" }) CalendarSpan.Find(other).ShouldBeNull();
    }

    [Fact]
    public void Kept_IsSaidLaterInWhateverLanguageIsRead()
    {
        Phrase said = $"“{Refusal.NotFound.Words}” is what {"Jane [x]"} read";

        var read = Phrase.FromKept(said.Kept(200));

        read.ShouldBe(said);
        read.In(Swahili).ShouldBe(said.In(Swahili));
        Phrase.FromKept(Phrase.Of("plain").Kept(200)).Key.ShouldBe("plain");
    }

    [Fact]
    public void Kept_TooLong_IsCutOffInEnglish()
    {
        var many = new string('x', 300);

        var kept = Phrase.Of($"[{many}] is too long").Kept(50);

        kept.Length.ShouldBe(50);
        Phrase.FromKept(kept).InEnglish.ShouldStartWith("xxx");
    }

    [Fact]
    public void NameOfTheBooks_IsTheSameInEveryLanguage()
    {
        var word = Catalogue.Of(Swahili).First(w => w.Key != w.Value && !w.Key.Contains('{', StringComparison.Ordinal)).Key;

        Phrase.Verbatim(word).In(Swahili).ShouldBe(word);
    }

    [Fact]
    public async Task Language_BelongsToTheFlowThatUsesIt()
    {
        var there = await Task.Run(() =>
        {
            Language.Use(Swahili);
            return T(Refusal.NotFound.Words);
        });

        there.ShouldBe(Refusal.NotFound.Words.In(Swahili));
        T(Refusal.NotFound.Words).ShouldBe(Refusal.NotFound.Words.InEnglish);
    }

    [Theory]
    [InlineData("sw-KE,sw;q=0.9,en;q=0.8", "sw")]
    [InlineData("fr,es-MX;q=0.7,en;q=0.3", "es")]
    [InlineData("en-US,en;q=0.9,bn;q=0.5", "en")]
    [InlineData("fr", null)]
    [InlineData("sw;q=0, ;;,=;q=x", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Asked_TakesTheFirstThatThereIs(string? accepted, string? code) => (Language.Asked(accepted)?.Code).ShouldBe(code);

    [Fact]
    public void Months_AreNamedInTheLanguage()
    {
        Language.Use(Language.Find("es")!);

        DisplayFormat.Month(new DateOnly(2026, 11, 1)).ShouldBe("noviembre 2026");
        DisplayFormat.Default.Date(new DateOnly(2026, 1, 20)).ShouldStartWith("20 ene");
        new DisplayFormat(DateStyle.YearMonthDay, ClockStyle.Hours24, NumberStyle.CommaPoint).Date(new DateOnly(2026, 1, 20)).ShouldBe("2026-01-20");
    }
}
