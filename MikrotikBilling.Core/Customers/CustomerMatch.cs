namespace MikrotikBilling.Core.Customers;

/// <summary>A customer and the word by which it was found.</summary>
internal sealed class CustomerMatch
{
    public required string Term { get; init; }

    public required Customer Customer { get; init; }
}
