using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Provisioning.Diagnosis;

/// <summary>Answers why a service is offline: what the books know, and what its router shows now, if it answers within a few seconds.</summary>
public sealed class DiagnosisService(
    AppDbContext db, SubscriptionQueries subscriptions, RouterLink link, InstallationService installation, TenantQueries tenants, SubscriptionSetupService setup,
    IDebtSource debts, IOptions<ProvisioningOptions> options, TimeProvider clock)
{
    private const int MostServices = 5;
    private const int MostSessions = 30;

    /// <summary>Services of a customer that are not cancelled; the first few when there are many.</summary>
    public Task<IReadOnlyList<ServiceDiagnosis>> OfCustomerAsync(Guid customerId, CancellationToken cancellationToken) =>
        JudgeAsync(Services.Where(s => s.CustomerId == customerId && s.Status != SubscriptionStatus.Cancelled).OrderBy(s => s.Id).Take(MostServices), cancellationToken);

    public async Task<Result<ServiceDiagnosis>> OfSubscriptionAsync(Guid id, CancellationToken cancellationToken) =>
        await JudgeAsync(Services.Where(s => s.Id == id), cancellationToken) is [var found] ? found : Refusal.NotFound;

    /// <summary>Lets only the device use the service that tries to, or any with null; its fixed address stays.</summary>
    public async Task<Result<Subscription>> SetDeviceAsync(Guid id, string? device, int? version, CancellationToken cancellationToken) =>
        await subscriptions.FindAsync(id, cancellationToken) is { } service
            ? await setup.SetDeviceAsync(id, new ServiceDevice(device, service.Address?.ToString()), version, cancellationToken)
            : Refusal.NotFound;

    private IQueryable<Subscription> Services => db.Set<Subscription>().AsNoTracking().Include(s => s.Profile).Include(s => s.Customer).Include(s => s.Router!).ThenInclude(r => r.Status);

    /// <summary>Three reads for all of them, one more where debt suspends, and each router is asked once.</summary>
    private async Task<IReadOnlyList<ServiceDiagnosis>> JudgeAsync(IQueryable<Subscription> which, CancellationToken cancellationToken)
    {
        var services = await which.ToListAsync(cancellationToken);
        if (services.Count == 0) return [];
        var ids = services.ConvertAll(s => s.Id);
        var accounts = await db.Set<RouterAccount>().AsNoTracking().Where(a => ids.Contains(a.SubscriptionId))
            .Join(db.Set<Router>(), a => a.RouterId, r => r.Id, (a, r) => new HeldAccount(a, r.Name)).ToListAsync(cancellationToken);
        var sessions = await db.Set<CustomerSession>().AsNoTracking().Where(s => ids.Contains(s.SubscriptionId)).OrderByDescending(s => s.Id).Take(MostSessions).ToListAsync(cancellationToken);
        // All are of one customer, or there is one alone.
        var suspended = services.FindAll(s => s is { Status: SubscriptionStatus.Suspended, IsSuspendedForDebt: true }).ConvertAll(s => s.Id);
        var owed = suspended.Count == 0 ? null : await debts.OverdueAsync(services[0].CustomerId, suspended, cancellationToken);
        var (zone, now) = ((await tenants.CurrentAsync(cancellationToken)).Zone, clock.GetUtcNow());
        var found = new List<ServiceDiagnosis>();
        foreach (var onRouter in services.GroupBy(s => s.RouterId))
        {
            var wanted = await WantedAsync([.. onRouter], accounts, cancellationToken);
            var (facts, silence) = await AskAsync(onRouter.First().Router!, wanted, cancellationToken);
            foreach (var service in onRouter)
            {
                var books = BooksOf(service, [.. accounts.Where(a => a.Account.SubscriptionId == service.Id)], [.. sessions.Where(s => s.SubscriptionId == service.Id)],
                    wanted.GetValueOrDefault(service.Id) is { IsRedirected: true });
                if (owed is not null) books = books with { Debt = owed.GetValueOrDefault(service.Id) };
                found.Add(DiagnosisRules.Judge(books, facts.GetValueOrDefault(service.Id), silence, zone, now));
            }
        }
        return found;
    }

    private async Task<Dictionary<Guid, WantedAccount>> WantedAsync(List<Subscription> services, List<HeldAccount> accounts, CancellationToken cancellationToken)
    {
        var routerId = services[0].RouterId;
        var site = await RouterSite.OfAsync(db, routerId, await installation.CodeAsync(cancellationToken), options.Value, cancellationToken);
        return services.Select(s => (Service: s, accounts.Find(a => a.Account.SubscriptionId == s.Id && a.Account.IsWanted && a.Account.RouterId == routerId)?.Account)).Where(s => s.Account is not null)
            .ToDictionary(s => s.Service.Id, s => WantedAccount.Of(s.Account!, s.Service, null, site));
    }

    /// <summary>What the router shows of each, or why it shows nothing.</summary>
    private async Task<(Dictionary<Guid, RouterFacts> Facts, string? Silence)> AskAsync(Router router, Dictionary<Guid, WantedAccount> wanted, CancellationToken cancellationToken)
    {
        if (wanted.Count == 0 || !router.IsActive) return ([], null);
        // One that is known to be away is not waited for again and again by whoever looks.
        if (router.Status is { State: RouterState.Offline } status) return ([], status.Error ?? "No answer.");
        var asked = await link.AskAsync(router.Id, async connection =>
        {
            var reading = wanted.ToDictionary(w => w.Key, w => RouterFactsReader.ReadAsync(connection, w.Value, options.Value.BlockLists, cancellationToken));
            await Task.WhenAll(reading.Values);
            var facts = new Dictionary<Guid, RouterFacts>();
            foreach (var (id, read) in reading) facts[id] = await read;
            return facts;
        }, cancellationToken);
        return asked.Ok ? (asked.Value, null) : ([], asked.Refusal.Message);
    }

    private static BookFacts BooksOf(Subscription service, List<HeldAccount> accounts, List<CustomerSession> sessions, bool isRedirected)
    {
        var present = accounts.Find(a => a.Account.IsWanted && a.Account.RouterId == service.RouterId)?.Account;
        return new BookFacts(service, present is null ? null : ProvisioningQueries.StateOf(present), present is { StaleSince: not null } ? present.Error : null,
            sessions.Find(s => s.EndedAt is null)?.StartedAt, accounts.Find(a => a.Account.RouterId != service.RouterId && a.Account.AppliedName is not null)?.Router,
            sessions.Find(s => s.EndedAt is not null)?.EndedAt, isRedirected, sessions.Find(s => s.EndedAt is not null)?.End);
    }

    /// <param name="Router">Name of the router that holds it.</param>
    private sealed record HeldAccount(RouterAccount Account, string Router);
}
