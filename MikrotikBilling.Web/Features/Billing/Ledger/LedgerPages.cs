using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Ledger;

public static class LedgerPages
{
    internal const string Ledger = "/ledger";
    internal const string TrialBalance = "/ledger/trial-balance";

    public static IServiceCollection AddLedgerPages(this IServiceCollection services) =>
        services.AddNavigation(new NavigationItem("Money", 63, "Ledger", Ledger, "book", BillingPermissions.Ledger));

    internal static string Of(Guid id) => $"{Ledger}/{id}";

    /// <summary>The transactions behind a line of the trial balance.</summary>
    internal static string Behind(TrialBalanceLine line, ReportSpan span) =>
        $"{Ledger}?account={line.Account}&detail={Uri.EscapeDataString(line.Detail.Length == 0 ? LedgerListQuery.NoDetail : line.Detail)}&currency={line.Opening.Currency}&{span.Query}";
}
