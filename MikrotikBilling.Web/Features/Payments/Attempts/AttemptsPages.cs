using MikrotikBilling.Web.Features.Audit;

namespace MikrotikBilling.Web.Features.Payments.Attempts;

public static class AttemptsPages
{
    internal const string Requests = "/payments/requests";
    internal const string Ask = "/payments/ask";

    /// <summary>Those that somebody is to look at.</summary>
    internal const string ForPerson = $"{Requests}?state={AttemptListQuery.Person}";

    public static IServiceCollection AddAttemptsPages(this IServiceCollection services)
    {
        services.AddScoped<AttemptViews>();
        services.AddAuditSubject("payment-attempt", "Requests for payment", "Request for payment", Request);
        return services;
    }

    internal static string Request(Guid id) => $"{Requests}/{id}";

    internal static string AskFor(Guid customerId, Guid? serviceId = null) => $"{Ask}?customerId={customerId}{(serviceId is { } id ? $"&subscriptionId={id}" : "")}";

    internal static string AskForInvoice(Guid invoiceId) => $"{Ask}?invoiceId={invoiceId}";
}
