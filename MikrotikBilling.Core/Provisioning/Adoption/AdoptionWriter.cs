using System.Net;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Moves;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Provisioning.Adoption;

/// <summary>
/// Makes profiles, customers, services and router accounts of many rows in one transaction, past the change tracker. Ids were given when the
/// rows were read, so that a row is never made twice. It talks to no router: the accounts say that their rows are there already.
/// </summary>
internal sealed class AdoptionWriter(
    AppDbContext db, TenantQueries tenants, AdoptionFacts facts, AdoptedProfiles profiles, CustomerSearchIndex index, MainSubscription main, MoveWriter moves, AuditLog audit,
    IEnumerable<IAccessListener> listeners, LaneSignals lanes, TimeProvider clock)
{
    private const int LongestNotes = 4000;

    public async Task WriteAsync(AdoptionRun run, IReadOnlyList<AdoptionRow> rows, CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        await db.InTransactionAsync(async token =>
        {
            var batch = await LoadAsync(run, rows, tenant, token);
            foreach (var row in rows)
                if (Add(batch, row) is { } problem) batch.Failed.Add((row.Number, problem));
            batch.MakeCustomers(batch.People.Count > 0 ? await db.TakeAsync("customer", batch.People.Count, token) : 0);
            await SaveAsync(batch, token);
            await SettleAsync(run.Id, batch, [.. rows.Select(r => r.Number)], token);
            if (batch.Accounts.Exists(a => a.Adopts)) db.AfterCommit(() => lanes.Wake(run.RouterId));
        }, cancellationToken);
    }

    /// <summary>Keeps why a row could not be adopted.</summary>
    public Task FailAsync(Guid runId, int number, string why, CancellationToken cancellationToken) => db.InTransactionAsync(async token =>
    {
        var changed = await db.Set<AdoptionRow>().Where(r => r.RunId == runId && r.Number == number && r.State == AdoptionRowState.Open)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.State, AdoptionRowState.Failed).SetProperty(r => r.Message, why), token);
        if (changed == 1) await db.Set<AdoptionRun>().Where(r => r.Id == runId).ExecuteUpdateAsync(set => set.SetProperty(r => r.Failed, r => r.Failed + 1), token);
    }, cancellationToken);

    private async Task<Batch> LoadAsync(AdoptionRun run, IReadOnlyList<AdoptionRow> rows, TenantInfo tenant, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var owners = rows.Select(r => r.OwnerId).Distinct().ToList();
        List<IPAddress> addresses = [.. rows.Select(r => r.Address).OfType<string>().Distinct(StringComparer.Ordinal).Select(IPAddress.Parse)];
        var made = await profiles.OfAsync(run, [.. rows.Select(r => r.ProfileNumber).Distinct()], tenant, now, cancellationToken);
        return new Batch(run, tenant, now, made)
        {
            Router = await db.Set<Router>().Where(r => r.Id == run.RouterId).Select(r => r.Name).SingleAsync(cancellationToken),
            Present = await db.Set<Customer>().Where(c => owners.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancellationToken),
            TakenNames = (await facts.NamesAsync(run.RouterId, rows.Select(r => r.Name), cancellationToken)).Keys.ToHashSet(StringComparer.OrdinalIgnoreCase),
            TakenAddresses = addresses.Count == 0 ? [] : [.. (await db.Set<Subscription>()
                .Where(s => s.RouterId == run.RouterId && s.CancelledAt == null && s.Address != null && addresses.Contains(s.Address)).Select(s => s.Address).ToListAsync(cancellationToken)).OfType<IPAddress>()],
        };
    }

    /// <summary>Adds what a row makes to the batch, or says why it cannot be made any more.</summary>
    private static string? Add(Batch batch, AdoptionRow row)
    {
        if (!batch.Profiles.TryGetValue(row.ProfileNumber, out var profile)) return "Its profile was deleted in the meantime.";
        if (batch.TakenNames.Contains(row.Name)) return $"The user name {row.Name} is taken in the books.";
        IPAddress? address = row.Address is { } text ? IPAddress.Parse(text) : null;
        if (address is not null && batch.TakenAddresses.Contains(address)) return $"Another service on this router has {address}.";
        var owner = row.OwnerId;
        if (batch.Present.TryGetValue(owner, out var present))
        {
            if (present.ArchivedAt is not null) return $"{present.NumberText} {present.Name} was archived in the meantime.";
        }
        else if (row.Decision == AdoptionDecision.Match && row.MatchId is not null)
        {
            return "The customer it was matched to is gone.";
        }
        var end = batch.Run.EndOf(row, batch.Now);
        if (end <= batch.Now) return "Its end has passed: give it another one.";
        batch.TakenNames.Add(row.Name);
        if (address is not null) batch.TakenAddresses.Add(address);
        var service = new Subscription
        {
            Id = row.SubscriptionId,
            TenantId = batch.Tenant.Id,
            CustomerId = owner,
            ProfileId = profile.Id,
            RouterId = batch.Run.RouterId,
            UserName = row.Name,
            ProtectedPassword = row.ProtectedPassword,
            MacAddress = row.MacAddress,
            Address = address,
            StartsAt = batch.Now,
            AnchorDay = TimeZoneInfo.ConvertTime(end, batch.Tenant.Zone).Day,
            CreatedAt = batch.Now,
        };
        service.Begin(batch.Now, end);
        if (row.IsDisabled) service.Disable();
        batch.Add(row, service, profile.Name);
        return null;
    }

    private async Task SaveAsync(Batch batch, CancellationToken cancellationToken)
    {
        var servicesOf = batch.Services.ToLookup(s => s.CustomerId);
        foreach (var customer in batch.NewCustomers)
        {
            if (servicesOf[customer.Id].ToList() is [var only]) MainSubscription.SetOn(customer, only);
            CustomerService.RecordAdded(audit, customer);
        }
        await db.BulkInsertAsync(batch.NewCustomers, cancellationToken);
        await db.BulkInsertAsync(batch.Services, cancellationToken);
        await moves.AddedAsync(batch.NewCustomers, batch.Services, cancellationToken);
        await db.BulkInsertAsync([.. batch.NewCustomers.SelectMany(c => SearchWords
            .Of(c, servicesOf[c.Id].SelectMany(s => SubscriptionQueries.SearchTexts(s.UserName, s.MacAddress, s.Address)))
            .Select(term => new CustomerSearchTerm { TenantId = c.TenantId, CustomerId = c.Id, Term = term }))], cancellationToken);
        await db.BulkInsertAsync(batch.Accounts, cancellationToken);
        foreach (var service in batch.Services) SubscriptionAdder.RecordAdded(audit, service, batch.ProfileOf[service.Id], batch.Router, batch.Tenant);
        await db.SaveChangesAsync(cancellationToken);

        var known = servicesOf.Select(g => g.Key).Where(batch.Present.ContainsKey).ToList();
        foreach (var id in known) await index.RebuildAsync(batch.Present[id], cancellationToken);
        var several = known.Concat(batch.NewCustomers.Select(c => c.Id).Where(id => servicesOf[id].Skip(1).Any())).ToList();
        if (several.Count > 0) await main.RefreshAsync(several, cancellationToken);
        List<Guid> ids = [.. batch.Services.Select(s => s.Id)];
        // The marker would have the rows made anew; their accounts are there already.
        if (ids.Count > 0)
            foreach (var listener in listeners.Where(l => l is not AccountMarker)) await listener.AccessChangedAsync(ids, cancellationToken);
    }

    /// <summary>The rows' outcome belongs to the same transaction. Another worker that has them already takes everything back.</summary>
    private async Task SettleAsync(Guid runId, Batch batch, List<int> numbers, CancellationToken cancellationToken)
    {
        var failed = batch.Failed.ConvertAll(f => f.Number);
        var open = db.Set<AdoptionRow>().Where(r => r.RunId == runId && r.State == AdoptionRowState.Open);
        var added = numbers.Except(failed).ToList();
        var settled = await open.Where(r => added.Contains(r.Number)).ExecuteUpdateAsync(set => set.SetProperty(r => r.State, AdoptionRowState.Adopted), cancellationToken);
        foreach (var (number, why) in batch.Failed)
            settled += await open.Where(r => r.Number == number)
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.State, AdoptionRowState.Failed).SetProperty(r => r.Message, why), cancellationToken);
        if (settled != numbers.Count) throw new DbUpdateConcurrencyException("These rows were adopted by another worker.");
        await db.Set<AdoptionRun>().Where(r => r.Id == runId).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.Adopted, r => r.Adopted + added.Count).SetProperty(r => r.Failed, r => r.Failed + failed.Count), cancellationToken);
    }

    private sealed class Batch(AdoptionRun run, TenantInfo tenant, DateTimeOffset now, IReadOnlyDictionary<int, AdoptedProfile> profiles)
    {
        public AdoptionRun Run { get; } = run;
        public TenantInfo Tenant { get; } = tenant;
        public DateTimeOffset Now { get; } = now;
        public IReadOnlyDictionary<int, AdoptedProfile> Profiles { get; } = profiles;
        public required string Router { get; init; }

        /// <summary>Owners who are in the books.</summary>
        public required Dictionary<Guid, Customer> Present { get; init; }

        /// <summary>In any case.</summary>
        public required HashSet<string> TakenNames { get; init; }

        public required HashSet<IPAddress> TakenAddresses { get; init; }

        /// <summary>New customers, each with the rows that tell of it.</summary>
        public OrderedDictionary<Guid, List<AdoptionRow>> People { get; } = [];

        public List<Customer> NewCustomers { get; } = [];
        public List<Subscription> Services { get; } = [];
        public List<RouterAccount> Accounts { get; } = [];
        public Dictionary<Guid, string> ProfileOf { get; } = [];
        public List<(int Number, string Why)> Failed { get; } = [];

        public void Add(AdoptionRow row, Subscription service, string profile)
        {
            Services.Add(service);
            ProfileOf[service.Id] = profile;
            Accounts.Add(Account(row, service));
            if (Present.TryGetValue(service.CustomerId, out var customer)) customer.Notes = Notes(customer.Notes, row);
            else if (People.TryGetValue(service.CustomerId, out var rows)) rows.Add(row);
            else People[service.CustomerId] = [row];
        }

        /// <summary>What marking would change beyond its comment stays in the books only.</summary>
        private RouterAccount Account(AdoptionRow row, Subscription service)
        {
            var marks = Run.Way == AdoptionWay.MarkRows && !row.Doubts.Has(Doubts.BooksOnly);
            return new RouterAccount
            {
                TenantId = Tenant.Id,
                SubscriptionId = service.Id,
                RouterId = Run.RouterId,
                Kind = row.Kind,
                AppliedName = row.Name,
                AppliedAt = marks ? null : Now,
                AppliedVersion = marks ? 0 : 1,
                StaleSince = marks ? Now : null,
                NextAttemptAt = marks ? Now : null,
                Adopts = marks,
                IsHandsOff = !marks,
            };
        }

        public void MakeCustomers(long firstNumber)
        {
            foreach (var (id, rows) in People)
            {
                var customer = new Customer { Id = id, TenantId = Tenant.Id, Number = firstNumber++, Name = "", SortName = "", CreatedAt = Now };
                CustomerService.Apply(customer, new SaveCustomer(rows[0].PersonName, rows.Select(r => r.Email).FirstOrDefault(e => e is not null), null, null,
                    rows.Aggregate((string?)null, Notes)), rows.Select(r => r.Phone).FirstOrDefault(p => p is not null));
                NewCustomers.Add(customer);
            }
        }

        /// <summary>What was written on the router is kept.</summary>
        private string? Notes(string? before, AdoptionRow row)
        {
            if (row.Comment is null || OwnershipMark.Parse(row.Comment) is not null) return before;
            var line = $"{row.Name} on {Router}: {row.Comment}";
            var notes = string.IsNullOrEmpty(before) ? line : $"{before}\n{line}";
            return notes.Length <= LongestNotes ? notes : before;
        }
    }
}
