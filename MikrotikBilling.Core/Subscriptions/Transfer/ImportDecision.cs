using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Subscriptions.Transfer;

/// <summary>A row as it stands in the file.</summary>
/// <param name="Cells">By field; null where the file has no such column.</param>
/// <param name="Problem">When it cannot be trusted as it was read.</param>
internal sealed record FileRow(int Number, int Line, string?[] Cells, string? Problem);

/// <summary>
/// Says of each row what it would do: make, change, nothing, or why it cannot. Whom a row means: the customer number decides when it is given,
/// else the user name, else name and phone together.
/// </summary>
internal sealed class ImportDecision(ImportRun run, ImportFacts facts, ImportMemory memory, TenantInfo tenant, SecretBox secrets, DateTimeOffset now)
{
    public ImportRow Decide(FileRow row, RowValues values)
    {
        if (row.Problem is { } unreadable) return Staged(row, ImportRowState.Bad, unreadable);
        if (values.Problem is { } wrong) return Bad(row, wrong);
        var (customer, problem) = Person(values);
        if (problem is not null) return Bad(row, problem);
        if (customer?.ArchivedAt is not null)
            return values.Archived ? Staged(row, ImportRowState.Unchanged, null, customer.Id)
                : Bad(row, new RowProblem(TransferField.CustomerNumber, $"{customer.NumberText} {customer.Name} is archived. Restore the customer first."));
        if (values.Archived)
            return Bad(row, new RowProblem(TransferField.Archived, customer is null ? "Archived customers are not brought in." : "Customers are archived on their own page, not by a file."));
        if (customer is null && values.Name is null) return Bad(row, new RowProblem(TransferField.Name, "A new customer needs a name."));

        var (service, ambiguous) = Service(values, customer);
        if (ambiguous is not null) return Bad(row, ambiguous);
        var customerId = customer?.Id ?? NewCustomer(row, values);
        if (memory.Contradiction(customerId, values) is { } contradiction) return Bad(row, contradiction);
        var decided = service is not null ? Present(row, values, customer!, service)
            : values.HasService ? Fresh(row, values, customer, customerId)
            : PersonOnly(row, values, customer, customerId);
        if (decided.State != ImportRowState.Bad) memory.Remember(customerId, row.Line, values, isNew: customer is null);
        return decided;
    }

    private (Customer? Customer, RowProblem? Problem) Person(RowValues values)
    {
        var byName = values.UserName is { } userName ? facts.ByUserName.GetValueOrDefault(userName) : null;
        if (values.Number is { } number)
        {
            var numbered = facts.ByNumber.GetValueOrDefault(number);
            if (byName is not null && byName.CustomerId != numbered?.Id)
                return (null, new RowProblem(TransferField.UserName, $"{values.UserName} belongs to {byName.Customer!.NumberText} {byName.Customer.Name}."));
            return (numbered, null);
        }
        if (byName is not null) return (byName.Customer, null);
        if (values is { Phone: { } phone, Name: { } name })
        {
            var same = facts.ByPhone[phone].Where(c => string.Equals(c.SortName, name, StringComparison.OrdinalIgnoreCase)).ToList();
            return same.Count <= 1 ? (same.FirstOrDefault(), null)
                : (null, new RowProblem(TransferField.Name, $"{string.Join(" and ", same.Take(3).Select(c => c.NumberText))} both have this name and phone: give the customer number."));
        }
        return values.UserName is not null ? (null, null)
            : (null, new RowProblem(null, "Give a customer number, a user name, or a phone with the name: nothing else tells one customer from another."));
    }

    private (Subscription? Service, RowProblem? Problem) Service(RowValues values, Customer? customer)
    {
        if (values.UserName is { } userName) return (facts.ByUserName.GetValueOrDefault(userName), null);
        if (customer is null || !values.HasService) return (null, null);
        var all = facts.ServicesOf[customer.Id].ToList();
        var open = all.Where(s => !memory.Services.ContainsKey(s.Id)).ToList();
        var fitting = open.FindAll(s => (values.Profile is null || facts.Offers.Profile(values.Profile)?.Id == s.ProfileId) && (values.Router is null || facts.Offers.Router(values.Router)?.Id == s.RouterId));
        var alike = fitting.Find(s => ServiceChanges.Of(s, values, facts.Offers, tenant, now).Changes is { Words.Count: 0 }) ?? fitting.FirstOrDefault();
        if (alike is not null && (values.Profile is not null || all.Count == 1)) return (alike, null);
        return (all.Count, open.Count) switch
        {
            (1, 1) => (open[0], null),
            (_, 0) => (null, null),
            _ => (null, new RowProblem(TransferField.UserName, $"{customer.NumberText} has {all.Count} services: say by its user name which one is meant.")),
        };
    }

    private Guid NewCustomer(FileRow row, RowValues values)
    {
        var key = values.Number is { } number ? $"n:{number}" : values is { Phone: { } phone, Name: { } name } ? $"p:{phone}:{name.ToLowerInvariant()}" : $"u:{values.UserName}";
        if (!memory.NewCustomers.TryGetValue(key, out var id)) memory.NewCustomers[key] = id = NewId(row);
        return id;
    }

    /// <summary>In the order of the file, so that services without a user name are met again in that order.</summary>
    private Guid NewId(FileRow row) => Guid.CreateVersion7(run.CreatedAt.AddMilliseconds(row.Number));

    private ImportRow PersonOnly(FileRow row, RowValues values, Customer? customer, Guid customerId)
    {
        if (customer is null) return Staged(row, ImportRowState.New, "New customer without a service.", customerId);
        var words = CustomerService.Describe(customer, values.Onto(customer), values.Phone ?? customer.Phone);
        return words == "nothing" ? Staged(row, ImportRowState.Unchanged, null, customerId) : Staged(row, ImportRowState.Update, $"{customer.NumberText}: {words}.", customerId);
    }

    private ImportRow Present(FileRow row, RowValues values, Customer customer, Subscription service)
    {
        if (memory.Services.TryGetValue(service.Id, out var line)) return Bad(row, new RowProblem(TransferField.UserName, $"Line {line:N0} is the same service, {service.UserName}."));
        var (changes, problem) = ServiceChanges.Of(service, values, facts.Offers, tenant, now);
        if (problem is not null) return Bad(row, problem);
        if (changes!.Edit is { } edit && (edit.Device is not null || edit.RouterId is not null) && (values.FixedAddress ?? service.Address) is { } address
            && AddressProblem((edit.RouterId ?? service.RouterId, address), service.UserName) is { } taken) return Bad(row, taken);
        memory.Services[service.Id] = row.Line;
        if (values.FixedAddress is { } kept) memory.Addresses[(changes.Edit?.RouterId ?? service.RouterId, kept)] = row.Line;
        var person = CustomerService.Describe(customer, values.Onto(customer), values.Phone ?? customer.Phone);
        IEnumerable<string> words = person == "nothing" ? changes.Words : changes.Words.Prepend(person);
        return words.Any()
            ? Staged(row, ImportRowState.Update, $"{service.UserName}: {string.Join(", ", words)}.", customer.Id, service.Id)
            : Staged(row, ImportRowState.Unchanged, null, customer.Id, service.Id);
    }

    private ImportRow Fresh(FileRow row, RowValues values, Customer? customer, Guid customerId)
    {
        if (values.Profile is null) return Bad(row, new RowProblem(TransferField.Profile, "A new service needs a profile."));
        if (facts.Offers.Profile(values.Profile) is not { } profile) return Bad(row, new RowProblem(TransferField.Profile, facts.Offers.NoProfile(values.Profile)));
        if (!profile.IsActive) return Bad(row, new RowProblem(TransferField.Profile, $"{profile.Name} is not sold any more."));
        var router = values.Router is null ? facts.Offers.OnlyRouter : facts.Offers.Router(values.Router);
        if (router is null) return Bad(row, new RowProblem(TransferField.Router, values.Router is null ? "A new service needs a router." : facts.Offers.NoRouter(values.Router)));
        if (values.UserName is { } given && memory.UserNames.TryGetValue(given, out var line)) return Bad(row, new RowProblem(TransferField.UserName, $"Line {line:N0} has the same user name."));
        if (values.FixedAddress is { } address && AddressProblem((router.Id, address), null) is { } taken) return Bad(row, taken);

        var userName = values.UserName ?? memory.Propose(Credentials.Stem(values.Name ?? customer?.Name, values.Number ?? customer?.Number, values.Phone ?? customer?.Phone), facts.TakenProposals);
        var made = ImportedService.Make(NewId(row), tenant.Id, customerId, values with { UserName = userName }, profile, router.Id, "", now, tenant.Zone);
        if (!made.Ok) return Bad(row, new RowProblem(Enum.TryParse<TransferField>(made.Refusal.Field, out var field) ? field : null, made.Refusal.Message));
        memory.UserNames[userName] = row.Line;
        if (values.FixedAddress is { } held) memory.Addresses[(router.Id, held)] = row.Line;
        row.Cells[(int)TransferField.UserName] = userName;
        var whose = customer is null ? "New customer and service" : $"New service for {customer.NumberText} {customer.Name}:";
        return Staged(row, ImportRowState.New, $"{whose} {userName} on {profile.Name} at {router.Name}, {made.Value.Status.ToString().ToLowerInvariant()}, ends {tenant.Moment(made.Value.ExpiresAt)}.", customerId, made.Value.Id);
    }

    private RowProblem? AddressProblem((Guid Router, System.Net.IPAddress Address) place, string? own) =>
        memory.Addresses.TryGetValue(place, out var line) ? new RowProblem(TransferField.FixedAddress, $"Line {line:N0} has the same address on this router.")
        : facts.AddressHolders.TryGetValue(place, out var holder) && holder != own ? new RowProblem(TransferField.FixedAddress, $"{holder} has this address on the same router.")
        : null;

    private ImportRow Bad(FileRow row, RowProblem problem) => Staged(row, ImportRowState.Bad, problem.Message, field: problem.Field);

    private ImportRow Staged(FileRow row, ImportRowState state, string? message, Guid? customerId = null, Guid? subscriptionId = null, TransferField? field = null)
    {
        const int password = (int)TransferField.Password;
        if (row.Cells[password] is { Length: > 0 } plain) row.Cells[password] = plain == Credentials.NotKnown ? null : secrets.Protect(plain);
        return new ImportRow
        {
            TenantId = run.TenantId,
            ImportId = run.Id,
            Number = row.Number,
            Line = row.Line,
            State = state,
            Message = message is { Length: > 500 } ? message[..499] + "…" : message,
            Field = field,
            Cells = RowValues.Pack(row.Cells),
            CustomerId = customerId,
            SubscriptionId = subscriptionId,
        };
    }
}
