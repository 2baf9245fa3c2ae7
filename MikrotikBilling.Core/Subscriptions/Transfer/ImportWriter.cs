using System.Net;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions.Moves;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Subscriptions.Transfer;

/// <summary>
/// Makes the customers and services of many rows in one transaction, past the change tracker: the same rows that entering each of them would
/// leave. Ids were given when the rows were checked, so that a row is never made twice. What was taken in the meantime fails alone.
/// </summary>
internal sealed class ImportWriter(
    AppDbContext db, TenantQueries tenants, CustomerService customers, CustomerSearchIndex index, MainSubscription main, MoveWriter moves, SecretBox secrets, AuditLog audit,
    IEnumerable<IAccessListener> listeners, TimeProvider clock)
{
    public async Task WriteAsync(ImportRun run, IReadOnlyList<ImportRow> rows, CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        var zone = tenant.Zone;
        var read = rows.Select(r => (Row: r, Values: RowValues.Of(RowValues.Unpack(r.Cells), tenant, zone, isPasswordPlain: false))).ToList();
        await EditPresentAsync(read, cancellationToken);
        await db.InTransactionAsync(async token =>
        {
            var batch = new Batch(tenant, zone, clock.GetUtcNow(), await ImportOffers.LoadAsync(db, token));
            await LoadAsync(batch, read, token);
            foreach (var (row, values) in read)
                if (Add(batch, row, values) is { } problem) batch.Failed.Add((row.Number, problem));
            batch.MakeCustomers(batch.Unnumbered > 0 ? await db.TakeAsync("customer", batch.Unnumbered, token) : 0);
            await SaveAsync(batch, token);
            await SettleAsync(run.Id, batch, [.. rows.Select(r => r.Number)], token);
        }, cancellationToken);
    }

    /// <summary>Keeps why a row could not be brought in.</summary>
    public Task FailAsync(Guid runId, int number, string why, CancellationToken cancellationToken) => db.InTransactionAsync(async token =>
    {
        var text = why.Length <= 500 ? why : why[..500];
        var changed = await db.Set<ImportRow>().Where(r => r.ImportId == runId && r.Number == number && (r.State == ImportRowState.New || r.State == ImportRowState.Update))
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.State, ImportRowState.Failed).SetProperty(r => r.Message, text), token);
        if (changed == 1) await db.Set<ImportRun>().Where(r => r.Id == runId).ExecuteUpdateAsync(set => set.SetProperty(r => r.Failed, r => r.Failed + 1), token);
    }, cancellationToken);

    /// <summary>Services added to customers that are there may bring other contacts along.</summary>
    private async Task EditPresentAsync(List<(ImportRow Row, RowValues Values)> read, CancellationToken cancellationToken)
    {
        var ids = read.Select(r => r.Row.CustomerId!.Value).Distinct().ToList();
        var present = await db.Set<Customer>().AsNoTracking().Where(c => ids.Contains(c.Id) && c.ArchivedAt == null).ToDictionaryAsync(c => c.Id, cancellationToken);
        foreach (var (row, values) in read)
        {
            if (!present.TryGetValue(row.CustomerId!.Value, out var customer)) continue;
            if (CustomerService.Describe(customer, values.Onto(customer), values.Phone ?? customer.Phone) == "nothing") continue;
            var edited = await customers.EditAsync(customer.Id, customer.Version, values.Onto(customer), cancellationToken);
            if (edited.Ok) present[customer.Id] = edited.Value;
        }
        db.ChangeTracker.Clear();
    }

    private async Task LoadAsync(Batch batch, List<(ImportRow Row, RowValues Values)> read, CancellationToken cancellationToken)
    {
        var ids = read.Select(r => r.Row.CustomerId!.Value).Distinct().ToList();
        var names = read.Select(r => r.Values.UserName).OfType<string>().ToList();
        var numbers = read.Select(r => r.Values.Number).OfType<long>().Distinct().ToList();
        foreach (var customer in await db.Set<Customer>().Where(c => ids.Contains(c.Id)).ToListAsync(cancellationToken)) batch.Present[customer.Id] = customer;
        batch.TakenNames.UnionWith(await db.Set<Subscription>().Where(s => s.ArchivedAt == null && names.Contains(s.UserName)).Select(s => s.UserName).ToListAsync(cancellationToken));
        foreach (var (number, id) in numbers.Count == 0 ? [] : await db.Set<Customer>().Where(c => numbers.Contains(c.Number)).Select(c => new { c.Number, c.Id }).ToDictionaryAsync(c => c.Number, c => c.Id, cancellationToken))
            batch.NumberHolders[number] = id;
        List<IPAddress> addresses = [.. read.Select(r => r.Values.FixedAddress).OfType<IPAddress>().Distinct()];
        batch.TakenAddresses.UnionWith((await ImportFacts.HoldersAsync(db, addresses, cancellationToken)).Keys);
    }

    /// <summary>Adds what a row makes to the batch, or says why it cannot be made any more.</summary>
    private string? Add(Batch batch, ImportRow row, RowValues values)
    {
        if (values.Number is { } number && batch.NumberHolders.TryGetValue(number, out var holder) && holder != row.CustomerId) return $"{Customer.NumberOf(number)} was given to somebody else in the meantime.";
        var present = batch.Present.GetValueOrDefault(row.CustomerId!.Value);
        if (present?.ArchivedAt is not null) return $"{present.NumberText} {present.Name} was archived in the meantime.";
        if (present is null && values.Name is null) return "The row that makes this customer could not be brought in.";
        Subscription? service = null;
        if (row.SubscriptionId is { } serviceId)
        {
            if (values.Profile is null || batch.Offers.Profile(values.Profile) is not { } profile) return batch.Offers.NoProfile(values.Profile ?? "");
            if (!profile.IsActive) return $"{profile.Name} is not sold any more.";
            if ((values.Router is null ? batch.Offers.OnlyRouter : batch.Offers.Router(values.Router)) is not { } router) return batch.Offers.NoRouter(values.Router ?? "");
            if (batch.TakenNames.Contains(values.UserName!)) return $"The user name {values.UserName} was taken in the meantime.";
            if (values.FixedAddress is { } address && batch.TakenAddresses.Contains((router.Id, address))) return $"The address {address} was taken in the meantime.";
            var made = ImportedService.Make(serviceId, batch.Tenant.Id, row.CustomerId.Value, values, profile, router.Id,
                values.Password ?? secrets.Protect(Credentials.NewPassword()), batch.Now, batch.Zone);
            if (!made.Ok) return made.Refusal.Message;
            service = made.Value;
            batch.Names[serviceId] = (profile.Name, router.Name);
        }
        if (present is null) batch.Tell(row.CustomerId.Value, values);
        if (service is not null) batch.Services.Add(service);
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
        foreach (var service in batch.Services)
            SubscriptionAdder.RecordAdded(audit, service, batch.Names[service.Id].Profile, batch.Names[service.Id].Router, batch.Tenant);
        await db.SaveChangesAsync(cancellationToken);

        var known = servicesOf.Select(g => g.Key).Where(batch.Present.ContainsKey).ToList();
        foreach (var id in known) await index.RebuildAsync(batch.Present[id], cancellationToken);
        var several = known.Concat(batch.NewCustomers.Select(c => c.Id).Where(id => servicesOf[id].Skip(1).Any())).ToList();
        if (several.Count > 0) await main.RefreshAsync(several, cancellationToken);
        List<Guid> ids = [.. batch.Services.Select(s => s.Id)];
        if (ids.Count > 0)
            foreach (var listener in listeners) await listener.AccessChangedAsync(ids, cancellationToken);
    }

    /// <summary>The rows' outcome belongs to the same transaction. Another worker that has them already takes everything back.</summary>
    private async Task SettleAsync(Guid runId, Batch batch, List<int> numbers, CancellationToken cancellationToken)
    {
        var failed = batch.Failed.ConvertAll(f => f.Number);
        var open = db.Set<ImportRow>().Where(r => r.ImportId == runId && r.State == ImportRowState.New);
        var added = numbers.Except(failed).ToList();
        var settled = await open.Where(r => added.Contains(r.Number)).ExecuteUpdateAsync(set => set.SetProperty(r => r.State, ImportRowState.Added), cancellationToken);
        foreach (var (number, why) in batch.Failed)
            settled += await open.Where(r => r.Number == number)
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.State, ImportRowState.Failed).SetProperty(r => r.Message, why), cancellationToken);
        if (settled != numbers.Count) throw new DbUpdateConcurrencyException("These rows were brought in by another worker.");
        await db.Set<ImportRun>().Where(r => r.Id == runId).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.Added, r => r.Added + added.Count).SetProperty(r => r.Failed, r => r.Failed + failed.Count), cancellationToken);
    }

    private sealed class Batch(TenantInfo tenant, TimeZoneInfo zone, DateTimeOffset now, ImportOffers offers)
    {
        private readonly OrderedDictionary<Guid, List<RowValues>> _people = [];

        public TenantInfo Tenant { get; } = tenant;
        public TimeZoneInfo Zone { get; } = zone;
        public DateTimeOffset Now { get; } = now;
        public ImportOffers Offers { get; } = offers;
        public Dictionary<Guid, Customer> Present { get; } = [];
        public HashSet<string> TakenNames { get; } = new(StringComparer.Ordinal);
        public HashSet<(Guid Router, IPAddress Address)> TakenAddresses { get; } = [];
        public Dictionary<long, Guid> NumberHolders { get; } = [];
        public Dictionary<Guid, (string Profile, string Router)> Names { get; } = [];
        public List<Customer> NewCustomers { get; } = [];
        public List<Subscription> Services { get; } = [];
        public List<(int Number, string Why)> Failed { get; } = [];

        /// <summary>How many new customers bring no number of their own.</summary>
        public int Unnumbered => _people.Values.Count(rows => rows[0].Number is null);

        /// <summary>Several rows may tell of one new customer.</summary>
        public void Tell(Guid customerId, RowValues values)
        {
            if (_people.TryGetValue(customerId, out var rows)) rows.Add(values);
            else _people[customerId] = [values];
        }

        /// <summary>In the order of the rows; each row adds what the ones before it left out.</summary>
        public void MakeCustomers(long firstNumber)
        {
            foreach (var (id, rows) in _people)
            {
                var customer = new Customer { Id = id, TenantId = Tenant.Id, Number = rows[0].Number ?? firstNumber++, Name = "", SortName = "", CreatedAt = Now };
                CustomerService.Apply(customer, rows[0].Person, rows[0].Phone);
                foreach (var row in rows.Skip(1)) CustomerService.Apply(customer, row.Onto(customer), row.Phone ?? customer.Phone);
                NewCustomers.Add(customer);
            }
        }
    }
}
