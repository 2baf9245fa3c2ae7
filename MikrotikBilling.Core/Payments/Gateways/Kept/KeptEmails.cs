using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Notifications.Templates;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments.Gateways.Kept;

public static class KeptEmails
{
    public const string SetAside = "kept-method-set-aside";

    public static IServiceCollection AddKeptEmails(this IServiceCollection services) =>
        services.AddEmailTemplate(new EmailTemplateKind(SetAside, "Kept card set aside", "Goes out when a card that a customer left for renewals cannot be charged any more.", "{{method}} could not be charged any more", """
            Hello {{customer}},

            you asked us to charge {{method}} at each renewal. That does not work any more, so we have stopped trying.
            The bank says: {{reason}}

            Nothing else changes. Please pay the next time yourself; if you tick the box when you pay, we keep the new card for the times after that.

            {{company}}
            """, EmailPlaceholder.Customer, EmailPlaceholder.Company, new EmailPlaceholder("method", "What was kept", "Visa ···· 4242"),
            new EmailPlaceholder("reason", "Why the bank did not pay; empty where the card is over", "Insufficient funds")));
}

/// <param name="Reason">In the bank's words; null where its last day is over.</param>
public sealed record SetAsideEmail(string Customer, string Method, string? Reason) : IEmailContent
{
    public string Kind => KeptEmails.SetAside;

    public IReadOnlyDictionary<string, string?> Values(TenantInfo tenant) => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["customer"] = Customer,
        ["method"] = Method,
        ["reason"] = Reason,
    };
}
