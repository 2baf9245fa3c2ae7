using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Notifications.Templates;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Emails;

/// <summary>The emails that tell of money, and the words they come with.</summary>
public static class BillingEmails
{
    public const string Invoice = "invoice";
    public const string CreditNote = "credit-note";
    public const string Receipt = "receipt";
    public const string Overdue = "overdue";
    public const string Suspended = "suspended";
    public const string Statement = "statement";

    private const string PayPage = "https://pay.example.net/c/000123";

    private static readonly EmailPlaceholder Number = new("number", "Number of the invoice", "INV-2026-000045");
    private static readonly EmailPlaceholder Amount = new("amount", "Total of the invoice", "KES 1,740.00");
    private static readonly EmailPlaceholder Due = new("due", "Day until which it is to be paid", "27 Nov 2026");
    private static readonly EmailPlaceholder Service = new("service", "Profile and user name of the service", "Home 10 (jane)");
    private static readonly EmailPlaceholder Link = EmailPlaceholder.Link("Where it can be paid; empty while there is no pay page", PayPage);

    public static IServiceCollection AddBillingEmails(this IServiceCollection services)
    {
        services.AddEmailTemplate(new EmailTemplateKind(Invoice, "Invoice", "Goes out with each new invoice.", "Invoice {{number}} from {{company}}", """
            Hello {{customer}},

            here is your invoice {{number}} over {{amount}}. Please pay it by {{due}}.
            For: {{service}}
            Still to pay: {{balance}}

            [Pay now]({{link}})

            If something about it is not right, just answer this email and we will look into it.

            Thank you for being with us.
            {{company}}
            """, EmailPlaceholder.Customer, EmailPlaceholder.Company, Number, Amount, Due, Service,
            new EmailPlaceholder("balance", "What is still to be paid of it; empty when that is all of it or nothing", "KES 240.00"), Link));

        services.AddEmailTemplate(new EmailTemplateKind(CreditNote, "Credit note", "Goes out with each credit note, where invoices do.", "Credit note {{number}} from {{company}}", """
            Hello {{customer}},

            we have corrected our invoice {{invoice}}: {{amount}} of it is taken back with the credit note {{number}}.
            Reason: {{reason}}
            Added to your credit: {{credit}}
            Still to pay of it: {{balance}}, due on {{due}}
            There is nothing left to pay of {{settled}}.

            [Pay now]({{link}})

            If something about it is not right, just answer this email.

            {{company}}
            """, EmailPlaceholder.Customer, EmailPlaceholder.Company, new EmailPlaceholder("number", "Number of the credit note", "CN-2026-000007"),
            new EmailPlaceholder("invoice", "Number of the invoice that it corrects", "INV-2026-000045"), new EmailPlaceholder("amount", "What is taken back", "KES 580.00"),
            new EmailPlaceholder("reason", "Why, as written on the credit note", "Two days without service"),
            new EmailPlaceholder("credit", "What of it was paid already and is credit now; empty when nothing was", ""),
            new EmailPlaceholder("balance", "What is still to be paid of the invoice; empty when nothing is", "KES 1,160.00"),
            new EmailPlaceholder("due", "Day until which it is to be paid; empty when nothing is", "27 Nov 2026"),
            new EmailPlaceholder("settled", "Number of the invoice when nothing of it is left to be paid; else empty", ""),
            EmailPlaceholder.Link("Where it can be paid; empty when nothing is, and while there is no pay page", PayPage)));

        services.AddEmailTemplate(new EmailTemplateKind(Receipt, "Receipt", "Goes out when a payment has been received.", "We received your payment of {{paid}}", """
            Hello {{customer}},

            thank you, we received your payment of {{paid}}.
            Receipt: {{number}}
            Paid for: {{service}}
            Your service now runs until {{end}}.
            On your account: {{balance}}

            There is nothing else to do.

            {{company}}
            """, EmailPlaceholder.Customer, EmailPlaceholder.Company, new EmailPlaceholder("number", "Number of the receipt", "RCP-2026-000311"),
            new EmailPlaceholder("paid", "What was paid", "KES 1,500.00"), Service, new EmailPlaceholder("end", "Until when the service runs now; empty when it was not renewed", "20 Dec 2026, 18:00"),
            new EmailPlaceholder("balance", "What is left as credit; empty when nothing is", "KES 120.00")));

        services.AddEmailTemplate(new EmailTemplateKind(Overdue, "Invoice overdue", "Goes out when an invoice was not paid by its day.", "Invoice {{number}} is waiting to be paid", """
            Hello {{customer}},

            our invoice {{number}} over {{amount}} was due on {{due}}, and we have not seen all of it yet. Perhaps it slipped through.
            Open now: {{balance}}

            [Pay now]({{link}})

            Paid in the meantime? Then thank you, and please forget this email. If you need more time, answer it and let us know.

            {{company}}
            """, EmailPlaceholder.Customer, EmailPlaceholder.Company, Number, Amount, Due, new EmailPlaceholder("balance", "What is still to be paid", "KES 1,740.00"), Link));

        services.AddEmailTemplate(new EmailTemplateKind(Suspended, "Service suspended", "Goes out when a service is suspended because it was not paid.", "Your internet is paused until {{balance}} is paid", """
            Hello {{customer}},

            we had to pause your service {{service}}, because {{balance}} is still open. We are sorry about that.
            Invoice: {{number}}

            [Pay now and be back online]({{link}})

            As soon as the payment arrives, your service comes back by itself, usually within a minute. If you think this is a mistake, please answer this email.

            {{company}}
            """, EmailPlaceholder.Customer, EmailPlaceholder.Company, Service, new EmailPlaceholder("balance", "What is to be paid", "KES 1,740.00"), Number, Link));

        services.AddEmailTemplate(new EmailTemplateKind(Statement, "Statement of account", "Goes out when somebody sends it.", "Your statement from {{from}} to {{to}}", """
            Hello {{customer}},

            here is the statement of your account from {{from}} to {{to}}.
            To be paid: {{owed}}
            Your credit: {{credit}}

            If something in it is not as you know it, just answer this email.

            {{company}}
            """, EmailPlaceholder.Customer, EmailPlaceholder.Company, new EmailPlaceholder("from", "First day of it", "1 Sep 2026"), new EmailPlaceholder("to", "Last day of it", "30 Nov 2026"),
            new EmailPlaceholder("owed", "What is owed at its end; empty when nothing is", "KES 1,740.00"), new EmailPlaceholder("credit", "What is left as credit at its end; empty when nothing is", "KES 120.00")));
        return services;
    }
}

/// <param name="Balance">What is still to be paid, when that is neither all of it nor nothing.</param>
/// <param name="Link">Where it can be paid.</param>
public sealed record InvoiceEmail(string Customer, string Number, Money Amount, DateOnly Due, string? Service = null, Money? Balance = null, string? Link = null) : IEmailContent
{
    public string Kind => BillingEmails.Invoice;

    public IReadOnlyDictionary<string, string?> Values(TenantInfo tenant) => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["customer"] = Customer,
        ["number"] = Number,
        ["amount"] = Amount.ToString(),
        ["due"] = DisplayFormat.Current.Date(Due),
        ["service"] = Service,
        ["balance"] = Balance?.ToString(),
        ["link"] = Link,
    };
}

/// <param name="Invoice">Number of the invoice that it corrects.</param>
/// <param name="Credit">What of it was paid already, when something was.</param>
/// <param name="Balance">What is still to be paid of the invoice, when something is.</param>
/// <param name="Due">Until when.</param>
/// <param name="Link">Where it can be paid.</param>
public sealed record CreditNoteEmail(
    string Customer, string Number, string Invoice, Money Amount, string? Reason = null, Money? Credit = null, Money? Balance = null, DateOnly? Due = null, string? Link = null) : IEmailContent
{
    public string Kind => BillingEmails.CreditNote;

    public IReadOnlyDictionary<string, string?> Values(TenantInfo tenant) => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["customer"] = Customer,
        ["number"] = Number,
        ["invoice"] = Invoice,
        ["amount"] = Amount.ToString(),
        ["reason"] = Reason,
        ["credit"] = Credit?.ToString(),
        ["balance"] = Balance?.ToString(),
        ["due"] = Balance is not null && Due is { } due ? DisplayFormat.Current.Date(due) : null,
        ["settled"] = Balance is null ? Invoice : null,
        ["link"] = Link,
    };
}

/// <param name="End">Until when the service runs now, when it was renewed.</param>
/// <param name="Balance">What is left as credit, when something is.</param>
public sealed record ReceiptEmail(string Customer, string Number, Money Paid, string? Service = null, DateTimeOffset? End = null, Money? Balance = null) : IEmailContent
{
    public string Kind => BillingEmails.Receipt;

    public IReadOnlyDictionary<string, string?> Values(TenantInfo tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        return new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["customer"] = Customer,
            ["number"] = Number,
            ["paid"] = Paid.ToString(),
            ["service"] = Service,
            ["end"] = End is { } end ? tenant.Moment(end) : null,
            ["balance"] = Balance?.ToString(),
        };
    }
}

/// <param name="Balance">What is still to be paid.</param>
public sealed record OverdueEmail(string Customer, string Number, Money Amount, DateOnly Due, Money Balance, string? Link = null) : IEmailContent
{
    public string Kind => BillingEmails.Overdue;

    public IReadOnlyDictionary<string, string?> Values(TenantInfo tenant) => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["customer"] = Customer,
        ["number"] = Number,
        ["amount"] = Amount.ToString(),
        ["due"] = DisplayFormat.Current.Date(Due),
        ["balance"] = Balance.ToString(),
        ["link"] = Link,
    };
}

/// <param name="Number">The invoice it is suspended for, when it is one.</param>
public sealed record SuspendedEmail(string Customer, string Service, Money Balance, string? Number = null, string? Link = null) : IEmailContent
{
    public string Kind => BillingEmails.Suspended;

    public IReadOnlyDictionary<string, string?> Values(TenantInfo tenant) => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["customer"] = Customer,
        ["service"] = Service,
        ["balance"] = Balance.ToString(),
        ["number"] = Number,
        ["link"] = Link,
    };
}

/// <param name="Balance">Owed at its end; credit has a minus.</param>
public sealed record StatementEmail(string Customer, DateOnly From, DateOnly To, Money Balance) : IEmailContent
{
    public string Kind => BillingEmails.Statement;

    public IReadOnlyDictionary<string, string?> Values(TenantInfo tenant) => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["customer"] = Customer,
        ["from"] = DisplayFormat.Current.Date(From),
        ["to"] = DisplayFormat.Current.Date(To),
        ["owed"] = Balance.Minor > 0 ? Balance.ToString() : null,
        ["credit"] = Balance.Minor < 0 ? (-Balance).ToString() : null,
    };
}
