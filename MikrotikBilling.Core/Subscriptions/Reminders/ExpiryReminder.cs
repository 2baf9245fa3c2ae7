using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Notifications.Templates;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Subscriptions.Reminders;

/// <summary>Tells a customer that his time is nearly up.</summary>
/// <param name="Service">Profile and user name.</param>
/// <param name="Price">Of one more period; null for none.</param>
/// <param name="Link">Where it can be paid.</param>
public sealed record ExpiryReminder(string Customer, string Service, DateTimeOffset End, DateTimeOffset Now, Money? Price, string? Link) : IEmailContent
{
    public const string Key = "expiry-reminder";

    public static EmailTemplateKind Template { get; } = new(Key, "Reminder before the end", "Goes out some days before a prepaid service ends.", "Your internet ends {{when}}", """
        Hello {{customer}},

        your service {{service}} ends {{when}}: {{end}}.

        To stay online without a break, please renew it before then.
        One more period costs {{amount}}.

        [Renew now]({{link}})

        Renewed already? Then all is well, and you can forget this email.

        {{company}}
        """, EmailPlaceholder.Customer, EmailPlaceholder.Company, new EmailPlaceholder("service", "Profile and user name of the service", "Home 10 (jane)"),
        new EmailPlaceholder("end", "Day and time of the end", "24 Nov 2026, 18:00"), new EmailPlaceholder("when", "How far away that is", "in 3 days"),
        new EmailPlaceholder("amount", "Price of one more period; empty when it costs nothing", "KES 1,500.00"), EmailPlaceholder.Link("Where it can be paid; empty while there is no pay page", "https://pay.example.net"));

    public string Kind => Key;

    public IReadOnlyDictionary<string, string?> Values(TenantInfo tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        return new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["customer"] = Customer,
            ["service"] = Service,
            ["end"] = tenant.Moment(End),
            ["when"] = When(tenant.Zone),
            ["amount"] = Price?.ToString(),
            ["link"] = Link,
        };
    }

    /// <summary>By the customer's calendar: what ends after midnight ends tomorrow, however few hours that are.</summary>
    private Phrase When(TimeZoneInfo zone) => (TimeZoneInfo.ConvertTime(End, zone).Date - TimeZoneInfo.ConvertTime(Now, zone).Date).Days switch
    {
        <= 0 => "today",
        1 => "tomorrow",
        var days => Phrase.Of($"in {days} days"),
    };
}
