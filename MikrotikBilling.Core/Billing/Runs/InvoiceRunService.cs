using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Runs;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Runs;

public sealed class InvoiceRunSignal : RunSignal;

/// <summary>One service in a preview.</summary>
/// <param name="Warning">What a person should look at first; null for nothing.</param>
public sealed record InvoiceRunLine(
    Guid SubscriptionId, Guid CustomerId, string Customer, string CustomerNumber, string UserName, string Profile, int Periods, DateTimeOffset From, DateTimeOffset To, Money Total, string? Warning);

/// <summary>Who would be invoiced for how much.</summary>
public sealed record InvoiceRunPreview(DateTimeOffset Through, int Services, int Invoices, Money Total, int Warnings, IReadOnlyList<InvoiceRunLine> Lines)
{
    public string Stamp => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{Through.UtcTicks}|{Services}|{Invoices}|{Total.Minor}{Total.Currency}"))))[..24];
}

/// <summary>Shows what an invoicing would do, and starts one.</summary>
public sealed class InvoiceRunService(
    AppDbContext db, PostpaidInvoicing invoicing, InvoiceRunSignal signal, CurrentActor actor, AuditLog audit, TenantQueries tenants, TimeProvider clock)
{
    public const int MostLines = 500;

    public static Refusal Future { get; } = new("invoice-run.future", "A period is invoiced when it is over: up to now at most.", "Through");

    private const int ChunkSize = 200;

    /// <summary>All services are reckoned, by the code that invoices them; the lines with warnings come first, and at most <see cref="MostLines"/> are named.</summary>
    public async Task<InvoiceRunPreview> PreviewAsync(DateTimeOffset through, CancellationToken cancellationToken)
    {
        var currency = (await tenants.CurrentAsync(cancellationToken)).Currency;
        var lines = new List<InvoiceRunLine>();
        var (services, invoices, total, warnings) = (0, 0, Money.Zero(currency), 0);
        foreach (var chunk in (await PostpaidInvoicing.Due(db.Set<Subscription>(), through).OrderBy(s => s.ExpiresAt).ThenBy(s => s.Id).Select(s => s.Id).ToListAsync(cancellationToken)).Chunk(ChunkSize))
        {
            var planned = await invoicing.PlanAsync(chunk, through, tracked: false, cancellationToken);
            foreach (var (subscription, periods, _) in planned)
            {
                var charged = periods.Where(p => p.Document is not null).ToList();
                var sum = charged.Aggregate(Money.Zero(currency), (all, p) => all + p.Document!.Total);
                var customer = subscription.Customer!;
                var warning = Warn(subscription, charged.Count, customer.Email);
                (services, invoices, total) = (services + 1, invoices + charged.Count, total + sum);
                if (warning is not null) warnings++;
                if (periods.Count > 0)
                    lines.Add(new InvoiceRunLine(subscription.Id, customer.Id, customer.Name, Customer.NumberOf(customer.Number), subscription.UserName, subscription.Profile!.Name, charged.Count,
                        periods[0].StartsAt, periods[^1].EndsAt, sum, warning));
            }
        }
        return new InvoiceRunPreview(through, services, invoices, total, warnings, [.. lines.OrderBy(l => l.Warning is null).Take(MostLines)]);
    }

    /// <param name="stamp">Of the preview that was looked at.</param>
    public async Task<Result<InvoiceRun>> StartAsync(DateTimeOffset through, string? stamp, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (through > now) return Future;
        if (await db.Set<InvoiceRun>().AnyAsync(r => r.State == InvoiceRunState.Waiting || r.State == InvoiceRunState.Running, cancellationToken))
            return new Refusal("invoice-run.running", "An invoicing is running already.");
        var preview = await PreviewAsync(through, cancellationToken);
        if (stamp is not null && stamp != preview.Stamp) return MoneyRefusals.StalePreview;
        if (preview.Services == 0) return new Refusal("invoice-run.nothing", "There is nothing to invoice up to then.");
        var run = new InvoiceRun
        {
            Through = through,
            Expected = preview.Invoices,
            Total = Money.Zero(preview.Total.Currency),
            ActorKind = actor.Kind,
            ActorId = actor.Id,
            ActorName = actor.Name,
            From = actor.From,
            CreatedAt = now,
        };
        db.Add(run);
        audit.Record("invoice-run.started", "invoice-run", run.Id, $"Started the invoicing of {preview.Services} services over {preview.Total}.");
        await db.SaveChangesAsync(cancellationToken);
        signal.Ring();
        return run;
    }

    public async Task<Result> StopAsync(Guid id, CancellationToken cancellationToken)
    {
        var stopped = await db.Set<InvoiceRun>().Where(r => r.Id == id && (r.State == InvoiceRunState.Waiting || r.State == InvoiceRunState.Running))
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.StopRequested, true), cancellationToken);
        return stopped == 1 ? Result.Success : Result.Refuse("invoice-run.over", "It is over already.");
    }

    private static Phrase? Warn(Subscription subscription, int periods, string? email) =>
        periods >= DuePeriods.Most ? Phrase.Of($"More than {DuePeriods.Most} periods: are its dates right?")
        : periods > 1 ? Phrase.Of($"{periods} periods at once.")
        : subscription.Status == SubscriptionStatus.Suspended ? "The service is disabled."
        : string.IsNullOrWhiteSpace(email) ? "No e-mail address: the invoice is only on paper."
        : null;
}
