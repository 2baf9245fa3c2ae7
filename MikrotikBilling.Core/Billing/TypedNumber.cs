using System.Globalization;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Billing;

/// <summary>The number of a document as people say it: whole, without the year and the zeros (<c>rcp 655</c>), or its running number alone (<c>655</c>).</summary>
/// <param name="Whole">As it was typed, in capitals.</param>
/// <param name="Series">What stands before the running number, or the beginning of it; empty for any.</param>
/// <param name="Running">Null where the text ends in no number, or in a longer one than documents have.</param>
internal sealed record TypedNumber(string Whole, string Series, long? Running)
{
    /// <summary>How settings let numbers be written.</summary>
    private const int FewestDigits = 3;

    private const int MostDigits = 9;

    public static TypedNumber Of(string text)
    {
        var whole = text.Trim().ToUpperInvariant();
        var before = whole.TrimEnd("0123456789".ToCharArray());
        var running = whole.Length - before.Length <= MostDigits && long.TryParse(whole.AsSpan(before.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (long?)null;
        return new TypedNumber(whole, string.Join('-', before.Split([' ', '-', '#'], StringSplitOptions.RemoveEmptyEntries)), running);
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
