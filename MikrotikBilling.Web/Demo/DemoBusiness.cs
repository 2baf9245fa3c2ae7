using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Customers;
using MikrotikBilling.Core.Billing.Dunning;
using MikrotikBilling.Core.Billing.Runs;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Web.Demo;

/// <summary>
/// Companies that pay afterwards: invoiced once a month, most pay within days, one pays half and one does not at all. Overdue invoices are followed
/// each day.
/// </summary>
internal sealed class DemoBusiness(
    IServiceScopeFactory scopes, DemoStory story, DemoPayments payments, OverdueEnforcement enforcement, InvoiceRunWorker invoicing, StaffMember owner, DateTimeOffset now)
{
    private static readonly int[] Runs = [31, 1];

    /// <param name="companies">Their numbers.</param>
    public void Tell(IReadOnlyList<(int Number, Func<CreatedCustomer> Made)> companies)
    {
        foreach (var days in Runs) story.TellJob(now.AddDays(-days), InvoiceAsync);
        foreach (var (i, company) in companies.Index())
            foreach (var days in Runs)
                if (Pays(i, days) is { } share) payments.TellSettling(now.AddDays(-days).AddHours(days > 10 ? 26 + (31 * (i % 5)) : 2 + (4 * (i % 5))), company.Number, PaymentMethod.BankTransfer, share);
        if (companies.Count > 2)
            story.Tell(now.AddDays(-30), async (s, token) => DemoSeed.Value(await s.GetRequiredService<CustomerBillingService>().SaveAsync(companies[2].Made().CustomerId, null, new SaveCustomerBilling
            {
                DunningExcludedUntil = DateOnly.FromDateTime(now.UtcDateTime).AddDays(20),
                DunningExclusionReason = "Pays the rest with the next school term, agreed on the phone.",
                PaymentTermsDays = 14,
            }, token)));
        for (var day = 60; day >= 0; day--)
        {
            var at = now.AddDays(-day).AddMinutes(-40);
            story.TellJob(at, token => enforcement.EnforceAsync(owner.TenantId, at, token));
        }
    }

    /// <summary>How much of the invoices of a run; null for nothing.</summary>
    private static decimal? Pays(int company, int days) => (company, days) switch
    {
        (1, _) => null,
        (2, > 10) => 0.5m,
        (_, > 10) => 1,
        _ => company % 3 == 0 ? 1 : null,
    };

    private async Task InvoiceAsync(CancellationToken cancellationToken)
    {
        await using (var scope = scopes.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(owner.TenantId);
            scope.ServiceProvider.GetRequiredService<CurrentActor>().Use(ActorKind.Staff, owner.Id, owner.FullName, null);
            await scope.ServiceProvider.GetRequiredService<InvoiceRunService>().StartAsync(scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow(), null, cancellationToken);
        }
        while (await invoicing.RunNextAsync(cancellationToken))
        {
            // the run that was started, if anything was due
        }
    }
}
