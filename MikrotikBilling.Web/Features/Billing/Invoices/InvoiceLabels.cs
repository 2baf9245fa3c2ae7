using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Billing.Invoices;

/// <summary>States and kinds as pages write them.</summary>
internal static class InvoiceLabels
{
    public static IReadOnlyList<SelectOption> States { get; } = [.. Enum.GetValues<InvoiceState>().Select(s => new SelectOption(s.ToString(), Of(s).Text))];

    public static IReadOnlyList<SelectOption> Kinds { get; } = [new(nameof(InvoiceKind.Invoice), "Invoices"), new(nameof(InvoiceKind.CreditNote), "Credit notes")];

    public static Phrase Of(InvoiceKind kind) => kind == InvoiceKind.CreditNote ? "Credit note" : "Invoice";

    public static (Phrase Text, Tone Tone) Of(InvoiceState state) => state switch
    {
        InvoiceState.Draft => ("Draft", Tone.Neutral),
        InvoiceState.Sent => ("Open", Tone.Info),
        InvoiceState.PartlyPaid => ("Partly paid", Tone.Warn),
        InvoiceState.Paid => ("Paid", Tone.Good),
        InvoiceState.Overdue => ("Overdue", Tone.Bad),
        _ => ("Void", Tone.Neutral),
    };

    /// <summary>A credit note is neither open nor paid: it is there.</summary>
    public static (Phrase Text, Tone Tone) Of(InvoiceKind kind, InvoiceState state) =>
        kind == InvoiceKind.CreditNote && state == InvoiceState.Paid ? ("Credited", Tone.Neutral) : Of(state);

    public static Tone Of(EmailState state) => state switch
    {
        EmailState.Sent => Tone.Good,
        EmailState.Failed => Tone.Bad,
        EmailState.Waiting or EmailState.Sending => Tone.Info,
        _ => Tone.Neutral,
    };

    public static Phrase Email(string kind) => kind switch
    {
        "invoice" => "Invoice",
        "credit-note" => "Credit note",
        "overdue" => "Reminder",
        "suspended" => "Suspension",
        _ => kind,
    };
}
