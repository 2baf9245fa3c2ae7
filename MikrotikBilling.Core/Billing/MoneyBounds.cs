namespace MikrotikBilling.Core.Billing;

/// <summary>How large an amount may be that somebody types, and a document that comes of it.</summary>
public static class MoneyBounds
{
    /// <summary>In whole units, of any currency.</summary>
    public const decimal Most = 1_000_000_000_000m;

    public const string TooMuch = "That is too much to be true.";
}
