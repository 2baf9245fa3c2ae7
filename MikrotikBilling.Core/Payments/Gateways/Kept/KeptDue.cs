using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments.Gateways.Kept;

/// <summary>What a kept way to pay is to be charged for by itself: the end of a service, or an invoice on its due day.</summary>
/// <param name="EndsAt">Of the service, which may have gone on since.</param>
public sealed record KeptDue(Guid CustomerId, Guid? SubscriptionId, DateTimeOffset? EndsAt, Guid? InvoiceId, DateOnly? DueOn)
{
    /// <summary>Counted from the first try: each target is tried so often for one end or due day.</summary>
    public static IReadOnlyList<TimeSpan> TriedAfter { get; } = [TimeSpan.Zero, TimeSpan.FromDays(1), TimeSpan.FromDays(3)];

    /// <summary>Nothing begins so long after its time any more: a person looks at it.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromDays(7);

    /// <summary>Names it on the attempts: the end, or the due day as midnight in UTC.</summary>
    public DateTimeOffset For => EndsAt ?? new DateTimeOffset(DueOn!.Value.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>The payer agreed before that; what was due already when he did is not charged.</summary>
    public bool IsAgreedBy(SavedMethod method, TenantInfo tenant)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(tenant);
        return EndsAt is { } end ? method.KeptAt < end : tenant.DayOf(method.KeptAt) <= DueOn;
    }
}
