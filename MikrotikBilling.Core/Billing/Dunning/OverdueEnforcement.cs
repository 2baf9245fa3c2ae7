using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Billing.Customers;
using MikrotikBilling.Core.Billing.Emails;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Dunning;

/// <summary>
/// Marks what is past its due day and takes the steps that are due: one transaction for each invoice, the furthest step only. Who was left out of it is
/// passed by; what a step was taken for already is not taken again.
/// </summary>
public sealed class OverdueEnforcement(IServiceScopeFactory scopes, ILogger<OverdueEnforcement> logger)
{
    private const int BatchSize = 200;

    public async Task<(int Overdue, int Steps, int Failed)> EnforceAsync(Guid tenantId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var scope = ScopeOf(tenantId);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var today = (await scope.ServiceProvider.GetRequiredService<TenantQueries>().CurrentAsync(cancellationToken)).DayOf(now);
        var overdue = await db.Set<Invoice>().Where(i => (i.State == InvoiceState.Sent || i.State == InvoiceState.PartlyPaid) && i.Kind == InvoiceKind.Invoice && i.DueOn < today)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.State, InvoiceState.Overdue).SetProperty(i => i.Version, i => i.Version + 1), cancellationToken);
        var steps = await scope.ServiceProvider.GetRequiredService<DunningSteps>().CurrentAsync(cancellationToken);
        var (taken, failed) = (0, 0);
        // From the furthest down: an invoice that reached it has the earlier ones behind it.
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            var (step, last) = (steps[i], Guid.Empty);
            while (await DueAsync(db, step, today, last, cancellationToken) is { Count: > 0 } batch)
            {
                last = batch[^1];
                foreach (var invoice in batch)
                    if (await TryAsync(tenantId, invoice, steps, i, now, today, cancellationToken)) taken++;
                    else failed++;
            }
        }
        return (overdue, taken, failed);
    }

    private static Task<List<Guid>> DueAsync(AppDbContext db, DunningStep step, DateOnly today, Guid after, CancellationToken cancellationToken)
    {
        var dueBefore = today.AddDays(-step.DaysAfterDue);
        return db.Set<Invoice>().Where(i => i.State == InvoiceState.Overdue && i.DueOn <= dueBefore && i.Id > after
                && !db.Set<DunningNotice>().Any(n => n.InvoiceId == i.Id && n.StepId == step.Id)
                && !db.Set<CustomerBilling>().Any(b => b.CustomerId == i.CustomerId && b.DunningExcludedUntil >= today))
            .OrderBy(i => i.Id).Select(i => i.Id).Take(BatchSize).ToListAsync(cancellationToken);
    }

    private async Task<bool> TryAsync(Guid tenantId, Guid invoiceId, IReadOnlyList<DunningStep> steps, int index, DateTimeOffset now, DateOnly today, CancellationToken cancellationToken)
    {
        await using var scope = ScopeOf(tenantId);
        try
        {
            await scope.ServiceProvider.GetRequiredService<AppDbContext>().InTransactionAsync(
                token => TakeAsync(scope.ServiceProvider, invoiceId, steps, index, now, today, token), cancellationToken);
            return true;
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation("StepId"))
        {
            return true; // another node took it
        }
#pragma warning disable CA1031 // an item's edge: the others go on, the run tells how many failed
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            DunningLog.StepFailed(logger, e, invoiceId);
            return false;
        }
    }

    private static async Task TakeAsync(IServiceProvider services, Guid invoiceId, IReadOnlyList<DunningStep> steps, int index, DateTimeOffset now, DateOnly today, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<AppDbContext>();
        var invoice = await db.Set<Invoice>().Include(i => i.Customer).SingleAsync(i => i.Id == invoiceId, cancellationToken);
        if (invoice.State != InvoiceState.Overdue) return;
        var behind = await db.Set<DunningNotice>().Where(n => n.InvoiceId == invoiceId).Select(n => n.StepId).ToListAsync(cancellationToken);
        foreach (var (step, place) in steps.Take(index + 1).Select((s, place) => (s, place)).Where(p => !behind.Contains(p.s.Id)))
            db.Add(new DunningNotice { InvoiceId = invoiceId, StepId = step.Id, Action = step.Action, At = now, IsSkipped = place < index });
        await db.SaveChangesAsync(cancellationToken);
        if (steps[index].Action == DunningAction.Remind)
        {
            await services.GetRequiredService<BillingMailer>().RemindAsync(invoice, today, cancellationToken);
            return;
        }
        foreach (var subscription in await ServicesAsync(db, invoice, cancellationToken)) await StopAsync(services, invoice, subscription, steps[index].Action, today, cancellationToken);
    }

    /// <summary>The service that the invoice is about; all of the customer's when it is about none.</summary>
    private static Task<List<Subscription>> ServicesAsync(AppDbContext db, Invoice invoice, CancellationToken cancellationToken) =>
        db.Set<Subscription>().AsNoTracking().Where(s => s.CustomerId == invoice.CustomerId && (invoice.SubscriptionId == null || s.Id == invoice.SubscriptionId) && s.Status != SubscriptionStatus.Cancelled)
            .ToListAsync(cancellationToken);

    private static async Task StopAsync(IServiceProvider services, Invoice invoice, Subscription subscription, DunningAction action, DateOnly today, CancellationToken cancellationToken)
    {
        if (action == DunningAction.Suspend && !subscription.Status.HasAccess()) return;
        var contract = services.GetRequiredService<ContractChange>();
        var stopped = action == DunningAction.Suspend
            ? await contract.ApplyAsync(subscription.Id, null, "subscription.suspended", (s, _) => (s.Disable(forDebt: true), $"Suspended {s.UserName}: {invoice.Number} is overdue."), cancellationToken)
            : await contract.ApplyAsync(subscription.Id, null, "subscription.cancelled", (s, now) => (s.Cancel(now), $"Cancelled {s.UserName}: {invoice.Number} is overdue."), cancellationToken);
        if (!stopped.Ok) throw new InvalidOperationException($"{subscription.Id}: {stopped.Refusal.Message}");
        if (action == DunningAction.Suspend) await services.GetRequiredService<BillingMailer>().SuspendedAsync(invoice, stopped.Value, today, cancellationToken);
    }

    private AsyncServiceScope ScopeOf(Guid tenantId)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(tenantId);
        return scope;
    }
}

/// <summary>Each hour, at twenty past.</summary>
[Description("Marks invoices past their due day, reminds of them, and suspends services that stay unpaid.")]
public sealed class EnforceOverdueJob(OverdueEnforcement enforcement, TenantQueries tenants) : IAppJob
{
    public const string Key = "enforce-overdue";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (overdue, steps, failed) = (0, 0, 0);
        foreach (var tenant in await tenants.IdsAsync(cancellationToken))
        {
            var done = await enforcement.EnforceAsync(tenant, now, cancellationToken);
            (overdue, steps, failed) = (overdue + done.Overdue, steps + done.Steps, failed + done.Failed);
        }
        var told = $"{overdue} became overdue, {steps} {(steps == 1 ? "step" : "steps")} taken.";
        return failed == 0 ? told : throw new InvalidOperationException($"{told} {failed} failed.");
    }
}

internal static partial class DunningLog
{
    [LoggerMessage(420, LogLevel.Error, "The step for overdue invoice {Invoice} could not be taken")]
    public static partial void StepFailed(ILogger logger, Exception exception, Guid invoice);
}
