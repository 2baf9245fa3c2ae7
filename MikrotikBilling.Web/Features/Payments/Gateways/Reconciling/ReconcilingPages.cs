using MikrotikBilling.Web.Features.Audit;

namespace MikrotikBilling.Web.Features.Payments.Gateways.Reconciling;

public static class ReconcilingPages
{
    internal const string Runs = "/payments/reconciliation";

    public static IServiceCollection AddReconcilingPages(this IServiceCollection services)
    {
        services.AddScoped<ReconciliationViews>();
        return services.AddAuditSubject("reconciliation", "Reconciliations", "Reconciliation", Of);
    }

    internal static string Of(Guid id) => $"{Runs}/{id}";

    internal static string New(Guid? account = null) => account is { } id ? $"{Runs}/new?account={id}" : $"{Runs}/new";
}
