using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways.Kept;

/// <summary>What a press on “charge” takes: all that is owed, or else the next renewal of a prepaid service.</summary>
public sealed record KeptBill(Money Amount, Guid? InvoiceId, Guid? SubscriptionId, string Words);

/// <summary>Finds what a person may charge now; the same for the button that shows it and for the charge.</summary>
public sealed class KeptBills(CustomerMoneyQueries money)
{
    /// <summary>Of so many services the first that needs money.</summary>
    public const int Services = 3;

    public async Task<KeptBill?> OfAsync(Guid customerId, CancellationToken cancellationToken)
    {
        var (standing, renewals) = await money.WithRenewalsAsync(customerId, Services, cancellationToken);
        return Of(standing, renewals);
    }

    public static KeptBill? Of(CustomerMoney standing, IReadOnlyList<QuickRenewal> renewals)
    {
        ArgumentNullException.ThrowIfNull(standing);
        if (standing.PaysAll is { } all) return new KeptBill(all.Incoming, standing.Open.Count == 1 ? standing.Open[0].Id : null, null, standing.Open.Count == 1 ? standing.Open[0].Number : "all open invoices");
        return renewals.FirstOrDefault(r => !r.Cash.IsZero) is { } next ? new KeptBill(next.Cash, null, next.Service.Id, $"the renewal of {next.Service.UserName}") : null;
    }
}
