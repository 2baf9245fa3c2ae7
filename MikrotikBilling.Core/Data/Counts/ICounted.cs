namespace MikrotikBilling.Core.Data.Counts;

/// <summary>
/// Counting a large table for everyone who looks is dear, so how many of these there are by a key is kept: each save writes what it changed in the
/// same transaction, <see cref="KeptCounts"/> reads the sum.
/// </summary>
public interface ICounted : ITenantOwned
{
    /// <summary>What it counts under, 40 characters at most; null counts nowhere. Depends on mapped values of the row alone.</summary>
    string? CountedAs { get; }
}
