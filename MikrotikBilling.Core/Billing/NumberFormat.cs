using System.Globalization;

namespace MikrotikBilling.Core.Billing;

/// <summary>How documents of one kind are numbered: <c>INV-2026-000045</c>, or <c>INV-000045</c> where numbers run on over the years.</summary>
public sealed record NumberFormat(string Prefix, bool RestartsYearly, int Digits)
{
    /// <summary>The series that the number is taken from; numbers have no gaps within it.</summary>
    public string Series(DateOnly day) => RestartsYearly ? string.Create(CultureInfo.InvariantCulture, $"{Prefix}-{day.Year:D4}") : Prefix;

    public string Write(DateOnly day, long number) => $"{Series(day)}-{number.ToString("D" + Digits, CultureInfo.InvariantCulture)}";
}
