namespace MikrotikBilling.Core.Customers;

/// <summary>A customer and the word by which it was found.</summary>
internal sealed class CustomerMatch
{
    /// <summary>Null in a list that was not searched.</summary>
    public required string? Term { get; init; }

    /// <summary>As the word index has it, so that its order is the order of the index.</summary>
    public required Guid CustomerId { get; init; }

    public required Customer Customer { get; init; }
}
