using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Kernel.Words;
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
        Language.Use(tenant.Language);
        return new ReceiptView
        {
            Language = tenant.Language,
            Number = payment.Number,
            Seller = await sellers.NowAsync(forFile, cancellationToken),
            Payer = payment.PayerName is { } other ? new PartyView(other) { Address = [Said.T($"for {details.Customer}")] } : new PartyView(details.Customer),
            CustomerNumber = details.CustomerNumber,
            PaidAt = Local(payment.BookedAt),
            ReceivedOn = payment.ReceivedOn == tenant.DayOf(payment.BookedAt) ? null : payment.ReceivedOn,
            Amount = payment.Amount,
            Method = PaymentLabels.Of(payment.Method),
            Reference = payment.Reference,
            ReceivedBy = payment.ActorName,
            Stamp = details.State switch
            {
                PaymentState.Booked => new StampView(Said.T("Paid"), Tone.Good),
                PaymentState.PartlyRefunded => new StampView(PaymentLabels.Of(details.State).Text, Tone.Warn),
                PaymentState.Refunded => new StampView(Said.T($"Given back {Day(details.Refunds[^1].At)}"), Tone.Neutral),
                _ => new StampView(Said.T($"Reversed {Day(payment.ReversedAt!.Value)}"), Tone.Bad),
            },
            Undone = details.State == PaymentState.Reversed
                ? Said.T($"This payment was undone on {Figures.Moment(Local(payment.ReversedAt!.Value))}: nothing is paid with it, and this receipt is not valid any more.") : null,
            Settled = [.. details.Paid.Select(p => new SettledView(p.Number, p.Amount))],
            GivenBack = details.State == PaymentState.Reversed ? [] : [.. details.Refunds.Select(r => new SettledView(Said.T($"Given back on {Day(r.At)}"), r.Amount))],
            ToCredit = details.Unspent.IsZero ? null : details.Unspent,
            Services = details.State is PaymentState.Booked or PaymentState.PartlyRefunded && payment.RenewedTo is { } end && details.Service is { } service ? [new ServiceEndView(service, Local(end))] : [],
            Footer = (await settings.CurrentAsync(cancellationToken)).Footer,
        };

        string Day(DateTimeOffset at) => Figures.Day(tenant.DayOf(at));

        DateTime Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, tenant.Zone).DateTime;
    }

    /// <summary>The roll that the settings name, where nobody chose another paper.</summary>
    public async Task<Paper> PaperAsync(string? word, CancellationToken cancellationToken) => PaperOf(word)
        ?? ((await settings.CurrentAsync(cancellationToken)).ReceiptWidth == BillingSettings.NarrowReceipt ? Paper.Roll58 : Paper.Roll80);

    public static string WordOf(Paper paper) => paper switch { Paper.Roll58 => "58", Paper.Roll80 => "80", _ => "a4" };

    private static Paper? PaperOf(string? word) => word?.ToUpperInvariant() switch { "58" => Paper.Roll58, "80" => Paper.Roll80, "A4" => Paper.A4, _ => null };
}
