using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Billing.Documents;
using MikrotikBilling.Web.Features.Billing.Invoices;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Payments;

/// <summary>Makes the printed receipt of a payment.</summary>
public sealed class ReceiptViews(DocumentSeller sellers, BillingSettingsQueries settings, TenantQueries tenants)
{
    /// <param name="forFile">For a PDF, which fetches nothing: the logo goes into it.</param>
    public async Task<ReceiptView> OfAsync(PaymentDetails details, bool forFile, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(details);
        var (payment, tenant) = (details.Payment, await tenants.CurrentAsync(cancellationToken));
        return new ReceiptView
        {
            Number = payment.Number,
            Seller = await sellers.NowAsync(forFile, cancellationToken),
            Payer = payment.PayerName is { } other ? new PartyView(other) { Address = [$"for {details.Customer}"] } : new PartyView(details.Customer),
            CustomerNumber = details.CustomerNumber,
            PaidAt = Local(payment.BookedAt),
            ReceivedOn = payment.ReceivedOn == tenant.DayOf(payment.BookedAt) ? null : payment.ReceivedOn,
            Amount = payment.Amount,
            Method = PaymentLabels.Of(payment.Method),
            Reference = payment.Reference,
            ReceivedBy = payment.ActorName,
            Stamp = payment.State switch
            {
                PaymentState.Booked => new StampView("Paid", Tone.Good),
                var state => new StampView(PaymentLabels.Of(state).Text, PaymentLabels.Of(state).Tone),
            },
            Settled = payment.State == PaymentState.Reversed ? [] : [.. details.Paid.Select(p => new SettledView(p.Number, p.Amount)), .. details.Refunds.Select(r => new SettledView("Given back", r.Amount))],
            ToCredit = details.Unspent.IsZero ? null : details.Unspent,
            Services = payment.RenewedTo is { } end && details.Service is { } service ? [new ServiceEndView(service, Local(end))] : [],
            Footer = (await settings.CurrentAsync(cancellationToken)).Footer,
        };

        DateTime Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, tenant.Zone).DateTime;
    }

    /// <summary>The roll that the settings name, where nobody chose another paper.</summary>
    public async Task<Paper> PaperAsync(string? word, CancellationToken cancellationToken) => PaperOf(word)
        ?? ((await settings.CurrentAsync(cancellationToken)).ReceiptWidth == BillingSettings.NarrowReceipt ? Paper.Roll58 : Paper.Roll80);

    public static string WordOf(Paper paper) => paper switch { Paper.Roll58 => "58", Paper.Roll80 => "80", _ => "a4" };

    private static Paper? PaperOf(string? word) => word?.ToUpperInvariant() switch { "58" => Paper.Roll58, "80" => Paper.Roll80, "A4" => Paper.A4, _ => null };
}
