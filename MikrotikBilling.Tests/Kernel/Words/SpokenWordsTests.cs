using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Reports.Expenses;
using MikrotikBilling.Core.Reports.Saved;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Vouchers.Printing;
using MikrotikBilling.Core.Vouchers.Reports;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Tests.Kernel.Words;

/// <summary>Whatever the program says, it says in every language.</summary>
public sealed partial class SpokenWordsTests
{
    /// <summary>Names of commands, addresses and keys, that stand where a phrase may stand.</summary>
    private static readonly HashSet<string> NoWords = new(StringComparer.Ordinal) { "api", "api-ssl", "ppp", "play", "pause", "trash", "true", "alert", "neutral", "clock", "lock", "tag", "link", "preview", "shut", "wait", "href", "state", "handler", "Card", "Input.ProfileId", "Paypal", "Sslcommerz" };

    public static TheoryData<string> Languages => [.. Language.All.Where(l => l != Language.English).Select(l => l.Code)];

    [Theory, MemberData(nameof(Languages))]
    public void EveryPhrase_IsSaidInTheLanguage(string code)
    {
        var words = Catalogue.Of(Language.Find(code)!);

        var missing = Keys().Where(k => !words.ContainsKey(k.Key)).Select(k => $"{k.Key}  ({k.Where})").ToList();

        missing.ShouldBeEmpty($"{missing.Count} phrases are not in Words.{code}.resx");
    }

    [Theory, MemberData(nameof(Languages))]
    public void Translations_HoldTheSameValues(string code)
    {
        var words = Catalogue.Of(Language.Find(code)!);

        words.Where(w => !Holes(w.Key).SequenceEqual(Holes(w.Value))).Select(w => $"{w.Key} → {w.Value}").ShouldBeEmpty();
        words.Where(w => !Placeholders(w.Key).SequenceEqual(Placeholders(w.Value))).Select(w => $"{w.Key} → {w.Value}").ShouldBeEmpty();
        words.Where(w => string.IsNullOrWhiteSpace(w.Value)).ShouldBeEmpty();
        words.Where(w => w.Key.StartsWith(' ') != w.Value.StartsWith(' ') || w.Key.EndsWith(' ') != w.Value.EndsWith(' ')).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Languages))]
    public async Task WordsOfFeatures_AreSaidInTheLanguage(string code)
    {
        await using var app = await TestApp.StartAsync();
        var words = Catalogue.Of(Language.Find(code)!);
        var said = app.Services.GetServices<JobDefinition>().SelectMany(j => new[] { j.Title, j.About })
            .Concat(app.Services.GetServices<NavigationItem>().Select(i => i.Group)).Concat(Enum.GetNames<StaffRole>()).Concat(Enum.GetNames<StaffState>())
            .Concat(Enum.GetNames<SpanUnit>()).Concat(Enum.GetNames<SpanUnit>().Select(u => u.ToLowerInvariant())).Concat([nameof(DayOfWeek.Monday), nameof(DayOfWeek.Saturday), nameof(DayOfWeek.Sunday)])
            .Concat(Enum.GetNames<VoucherReportBy>()).Concat(Enum.GetNames<ReportRhythm>()).Concat(ExpenseWords.Usual).Concat(Enum.GetNames<VoucherColor>()).Concat(Enum.GetNames<VoucherTextSize>());

        said.OfType<string>().Where(w => w.Length > 0 && !words.ContainsKey(w)).Distinct(StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void NamesOfTheBooks_AreNeverLookedUp()
    {
        var looked = new[] { typeof(Phrase).Assembly, typeof(ScriptWords).Assembly }.SelectMany(SpokenWords.LookedUp).Where(k => Name().IsMatch(k.Key)).Select(k => $"{k.Key}  ({k.Where})").Distinct(StringComparer.Ordinal);

        looked.ShouldBeEmpty("Phrase.Verbatim says them as they are");
    }

    [Fact]
    public void TextThatIsPutTogether_BecomesNoPhrase() =>
        new[] { typeof(Phrase).Assembly, typeof(ScriptWords).Assembly }.SelectMany(SpokenWords.PutTogether).Distinct(StringComparer.Ordinal).ShouldBeEmpty("Phrase.Of keeps its values apart");

    [Fact]
    public void SentencesOfPages_AreSaid() =>
        Directory.EnumerateFiles(Repository.Path("MikrotikBilling.Web", "Features"), "*.*", SearchOption.AllDirectories).Where(f => f.EndsWith(".razor", StringComparison.Ordinal) || f.EndsWith(".cshtml", StringComparison.Ordinal))
            .Where(f => !f.Contains("Design", StringComparison.Ordinal)).SelectMany(f => Unsaid().Matches(File.ReadAllText(f)).Select(m => $"{Path.GetFileName(f)}: {m.Value}")).ShouldBeEmpty();

    [Theory, MemberData(nameof(Languages))]
    public void Countries_AreSaidInTheLanguage(string code)
    {
        var language = Language.Find(code)!;

        (Countries.NameOf("ES", language), Countries.NameOf("TZ", language), Countries.NameOf("BD", language)).ShouldBe(code switch
        {
            "sw" => ("Uhispania", "Tanzania", "Bangladeshi"),
            "bn" => ("স্পেন", "তাঞ্জানিয়া", "বাংলাদেশ"),
            _ => ("España", "Tanzania", "Bangladés"),
        });
    }

    [Fact]
    public void Countries_StandInTheOrderOfTheLanguage()
    {
        Language.Use(Language.Find("es")!);

        var names = Countries.All.Select(c => c.Name).ToList();

        names.IndexOf("Alemania").ShouldBeLessThan(names.IndexOf("España"));
        names.IndexOf("Perú").ShouldBeLessThan(names.IndexOf("Portugal"));
        Countries.IsKnown("DE").ShouldBeTrue();
    }

    [Fact]
    public void Scripts_AreGivenWhatTheySay()
    {
        var given = ScriptWords.All.Select(p => p.Key).ToHashSet(StringComparer.Ordinal);
        var asked = Directory.EnumerateFiles(Repository.Path("wwwroot-src", "src"), "*.ts", SearchOption.AllDirectories)
            .SelectMany(f => Asked().Matches(File.ReadAllText(f)).Select(m => m.Groups["words"].Value)).Distinct(StringComparer.Ordinal).ToList();

        asked.Count.ShouldBeGreaterThan(30);
        asked.Except(given).ShouldBeEmpty();
    }

    private static IEnumerable<SpokenWords.Spoken> Keys() => SpokenWords.Of(typeof(Phrase).Assembly).Concat(SpokenWords.Of(typeof(ScriptWords).Assembly))
        .Where(k => k.Where.Contains(".Features.Design.", StringComparison.Ordinal) is false && Letters().IsMatch(Hole().Replace(k.Key, "")) && !NoWords.Contains(k.Key) && !Code().IsMatch(k.Key)).DistinctBy(k => k.Key);

    private static IEnumerable<string> Holes(string text) => Hole().Matches(text.Replace("{{", "", StringComparison.Ordinal).Replace("}}", "", StringComparison.Ordinal)).Select(m => m.Value).Order(StringComparer.Ordinal);

    /// <summary>Those of emails, and where their lines and paragraphs end: a line without a value is left out.</summary>
    private static IEnumerable<string> Placeholders(string text) => text.Contains('\n', StringComparison.Ordinal) ? text.Split('\n').Select(l => string.Concat(Placeholder().Matches(l).Select(m => m.Value).Order(StringComparer.Ordinal))) : Placeholder().Matches(text).Select(m => m.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{[^{}]+\}", RegexOptions.None, 1000)]
    private static partial Regex Hole();

    [GeneratedRegex(@"\{\{\w+\}\}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\.(Customer|Account|\w*Name)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();

    [GeneratedRegex("[A-Za-z]{2}|^[a-z]$", RegexOptions.None, 1000)]
    private static partial Regex Letters();

    // An address, or words of a key: router.added, paid-to-online.
    [GeneratedRegex(@"^(/[\w/-]*|every \d+s\b.*|[a-z]+([-.:_/][a-z-]+)+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();

    // ="@($"Receipt {…}")": English, whoever reads.
    [GeneratedRegex(@"=""@\(\$""[A-Z][a-z]+ [^""]*""", RegexOptions.None, 1000)]
    private static partial Regex Unsaid();

    [GeneratedRegex(@"\bsay\('(?<words>([^'\\]|\\.)*)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Asked();
}
