using System.Globalization;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Billing;

/// <summary>The number of a document as people type and say it: whole, without the year and the zeros (<c>rcp 655</c>), or its running number alone (<c>655</c>).</summary>
/// <param name="Whole">As it was typed, in capitals.</param>
/// <param name="Series">The beginning of what stands before the running number; empty for any.</param>
/// <param name="Running">Null where the text is a whole number or none of a document.</param>
internal sealed record TypedNumber(string Whole, string Series, long? Running)
{
    /// <summary>How settings let numbers be written.</summary>
    private const int FewestDigits = 3;

    private const int MostDigits = 9;

    public static TypedNumber Of(string text)
    {
        var whole = text.Trim().ToUpperInvariant();
        var before = whole.TrimEnd("0123456789".ToCharArray());
        var series = before.TrimEnd(' ', '-', '#');
        var isShort = before.Length == 0 || (before.Length > series.Length && series.Length > 0 && series.All(char.IsLetterOrDigit));
        return isShort && whole.Length - before.Length <= MostDigits && long.TryParse(whole.AsSpan(before.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var running)
            ? new TypedNumber(whole, series, running)
            : new TypedNumber(whole, "", null);
    }

    /// <summary>All that a running number can be called in the series there are, so that the index of numbers finds it.</summary>
    public IQueryable<string> Names(AppDbContext db, long running)
    {
        var (series, longer) = (Series, Series + "-");
        var sequences = db.Set<NumberSequence>().AsQueryable();
        if (series.Length > 0) sequences = sequences.Where(s => s.Series == series || s.Series.StartsWith(longer));
        return Enumerable.Range(FewestDigits, MostDigits - FewestDigits + 1).Select(digits => "-" + running.ToString("D" + digits, CultureInfo.InvariantCulture)).Distinct()
            .Select(ending => sequences.Select(s => s.Series + ending)).Aggregate((all, some) => all.Concat(some));
    }
}
