using System.Globalization;

namespace MikrotikBilling.Core.Kernel;

/// <summary>
/// An amount in whole minor units of one ISO 4217 currency (1050 KES minor units are 10.50 KES; UGX has no digits, so 1050 are
/// 1,050 UGX). Amounts of two currencies are never added. Rounding is half away from zero.
/// </summary>
public readonly record struct Money(long Minor, string Currency) : IComparable<Money>
{
    public static Money Zero(string currency) => new(0, currency);

    /// <summary>From a decimal as people write it; digits beyond the currency's own are rounded half away from zero.</summary>
    public static Money FromDecimal(decimal amount, string currency) =>
        new((long)Math.Round(amount * Scale(currency), 0, MidpointRounding.AwayFromZero), currency);

    /// <summary>True when the decimal has no more digits than the currency.</summary>
    public static bool Fits(decimal amount, string currency) => decimal.Truncate(amount * Scale(currency)) == amount * Scale(currency);

    public decimal ToDecimal() => Minor / Scale(Currency);

    public bool IsZero => Minor == 0;

    public static Money operator +(Money left, Money right) => new(checked(left.Minor + Same(left, right).Minor), left.Currency);

    public static Money operator -(Money left, Money right) => new(checked(left.Minor - Same(left, right).Minor), left.Currency);

    public static Money operator -(Money value) => new(checked(-value.Minor), value.Currency);

    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;

    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;

    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    public static Money Add(Money left, Money right) => left + right;

    public static Money Subtract(Money left, Money right) => left - right;

    public static Money Negate(Money value) => -value;

    public int CompareTo(Money other) => Minor.CompareTo(Same(this, other).Minor);

    /// <summary><c>KES 1,500.00</c>, as the people of the tenant write numbers: the code, so that no two currencies look alike.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Currency} {ToDecimal().ToString("N" + Kernel.Currency.Digits(Currency), DisplayFormat.Current.Numbers)}");

    /// <summary>The plain number for an input field: <c>1500.00</c>.</summary>
    public string ToInput() => ToDecimal().ToString("F" + Kernel.Currency.Digits(Currency), CultureInfo.InvariantCulture);

    private static decimal Scale(string currency) => Kernel.Currency.Digits(currency) switch { 0 => 1m, 3 => 1000m, _ => 100m };

    private static Money Same(Money left, Money right) => string.Equals(left.Currency, right.Currency, StringComparison.Ordinal)
        ? right
        : throw new InvalidOperationException($"Amounts in {left.Currency} and {right.Currency} cannot be combined.");
}
