using System.Net;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Provisioning.Adoption;

/// <summary>A service in the books with the user name of a row.</summary>
/// <param name="IsHeld">It is kept for that very row: made by an adoption, or applied by the lane.</param>
internal sealed record TakenName(Guid SubscriptionId, Guid CustomerId, Guid RouterId, string UserName, string Customer, bool IsHeld);

/// <summary>What the books know of the people and names on a router.</summary>
internal sealed class RowFacts
{
    /// <summary>By user name in any case.</summary>
    public required IReadOnlyDictionary<string, TakenName> Names { get; init; }

    /// <summary>Services of ours by the ids in our marks.</summary>
    public required IReadOnlySet<Guid> Services { get; init; }

    /// <summary>User names that have an address on this router.</summary>
    public required IReadOnlyDictionary<IPAddress, string> Addresses { get; init; }

    public required IReadOnlyDictionary<string, Guid> ByPhone { get; init; }
    public required IReadOnlyDictionary<string, Guid> ByEmail { get; init; }

    /// <summary>By lower-case name.</summary>
    public required IReadOnlyDictionary<string, Guid> ByName { get; init; }
}

/// <summary>A row with what its comment says, before it is compared with the books.</summary>
internal sealed record ReadRow(AccountKind Kind, RouterOsRow Row, CommentWords Words)
{
    public string Name => Row.Text("name");

    public string Comment => Row.Text("comment");

    /// <summary>A name that a person wrote; null when there is only the user name.</summary>
    public string? PersonKey => Words.Phone ?? Words.Email ?? Words.Name?.ToLowerInvariant();
}

/// <summary>Says of each row of a router what it would become, and what stands against it. It reads nothing and changes nothing.</summary>
internal sealed class RowProposals(AdoptionRun run, RouterReading reading, ProfileProposals profiles, RowFacts facts, TenantInfo tenant, SecretBox secrets, string installation, DateTimeOffset now)
{
    private const string NoDevice = "00:00:00:00:00:00";
    private const string NoAddress = "0.0.0.0";

    public static List<ReadRow> Read(RouterReading reading, TenantInfo tenant)
    {
        ReadRow Row(AccountKind kind, RouterOsRow row) => new(kind, row, CommentWords.Of(row["comment"], tenant.Country, MonthFirst(tenant)));
        return [.. reading.Secrets.Select(r => Row(AccountKind.PppSecret, r)), .. reading.HotspotUsers.Select(r => Row(AccountKind.HotspotUser, r)),
            .. reading.Queues.Select(r => Row(AccountKind.SimpleQueue, r))];
    }

    public List<AdoptionRow> Propose(IReadOnlyList<ReadRow> rows)
    {
        var names = rows.GroupBy(r => r.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Skip(1).Any()).Select(g => g.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var made = new List<AdoptionRow>(rows.Count);
        foreach (var row in rows) made.Add(Propose(row, made.Count + 1, names));
        foreach (var twice in made.Where(r => r.Address is not null).GroupBy(r => r.Address, StringComparer.Ordinal).Where(g => g.Skip(1).Any()))
            foreach (var row in twice) Doubt(row, AdoptionDoubts.AddressTwice, $"{row.Address} stands in {twice.Count()} rows: {string.Join(", ", twice.Take(3).Select(r => r.Name))}.");
        foreach (var person in rows.Zip(made).Where(p => p.First.PersonKey is not null).GroupBy(p => p.First.PersonKey!, StringComparer.Ordinal).Where(g => g.Skip(1).Any()))
        {
            foreach (var (_, row) in person)
            {
                row.GroupId = person.First().Second.CustomerId;
                Doubt(row, AdoptionDoubts.SamePerson, $"{person.Count()} rows tell of the same person: {string.Join(", ", person.Take(3).Select(p => p.Second.Name))}.");
            }
        }
        foreach (var row in made)
        {
            row.State = row.Doubts.Has(AdoptionDoubts.AlreadyOurs) ? AdoptionRowState.Ours : AdoptionRowState.Open;
            row.Decision = Doubts.Proposed(row.Doubts);
            if (row.Message is { Length: > 500 }) row.Message = row.Message[..499] + "…";
        }
        return made;
    }

    private AdoptionRow Propose(ReadRow read, int number, HashSet<string> twice)
    {
        var row = read.Row;
        var (device, deviceDoubt) = Device(read);
        var (address, addressDoubt) = Address(read);
        var password = Password(read);
        var target = read.Kind == AccountKind.SimpleQueue && QueueTarget.AddressOf(row) is null;
        var profile = target ? null : profiles.Of(read.Kind, row);
        var proposal = new AdoptionRow
        {
            TenantId = run.TenantId,
            RunId = run.Id,
            Number = number,
            Kind = read.Kind,
            Name = Clip(CommentWords.Clean(read.Name), 128),
            ProfileNumber = profile?.Number ?? 0,
            IsDisabled = row.Flag("disabled"),
            IsOnline = read.Kind == AccountKind.PppSecret ? reading.PppOnline.Contains(read.Name) : read.Kind == AccountKind.HotspotUser && reading.HotspotOnline.Contains(read.Name),
            MacAddress = device,
            Address = address,
            Comment = CommentWords.Clean(read.Comment) is { Length: > 0 } comment ? Clip(comment, 1000) : null,
            ProtectedPassword = password is null ? "" : secrets.Protect(password),
            PersonName = read.Words.Name ?? PersonOf(read.Name),
            Phone = read.Words.Phone,
            Email = read.Words.Email,
            CommentEndsAt = read.Words.Day is { } day ? CalendarSpan.ToInstant(day.ToDateTime(new TimeOnly(23, 59)), tenant.Zone) : null,
        };
        Compare(proposal, read);
        if (target) Doubt(proposal, AdoptionDoubts.NotOneAddress, $"It limits {(row.Text("target") is { Length: > 0 } text ? Clip(text, 80) : "everybody")}, not one address.");
        if (deviceDoubt is not null) Doubt(proposal, AdoptionDoubts.Device, deviceDoubt);
        if (addressDoubt is not null) Doubt(proposal, AdoptionDoubts.Address, addressDoubt);
        if (read.Kind == AccountKind.SimpleQueue && proposal.IsDisabled) Doubt(proposal, AdoptionDoubts.QueueOff, "The queue is switched off: nobody is limited by it. It becomes a suspended service.");
        if (read.Kind == AccountKind.HotspotUser && row.Number("limit-bytes-total") is > 0) Doubt(proposal, AdoptionDoubts.Volume, "It has a volume limit of its own; here the profile has one for all.");
        if (profile?.Doubt is { } misfit) Doubt(proposal, AdoptionDoubts.Profile, misfit);
        if (twice.Contains(read.Name)) Doubt(proposal, AdoptionDoubts.NameTwice, "Another menu has a row of this name; user names are unique here.");
        if (read.Kind != AccountKind.SimpleQueue && password is null) Doubt(proposal, AdoptionDoubts.NoPassword, null);
        if (row.IsLossy) Doubt(proposal, AdoptionDoubts.OddBytes, "Some of its text is in no known encoding; it is shown as near as possible.");
        if (proposal.CommentEndsAt <= now) Doubt(proposal, AdoptionDoubts.DatePassed, null);
        return proposal;
    }

    private void Compare(AdoptionRow proposal, ReadRow read)
    {
        var mark = OwnershipMark.Parse(read.Comment);
        if (mark is not null && mark.Installation != installation)
            Doubt(proposal, AdoptionDoubts.OtherInstallation, $"It belongs to another installation ({Clip(mark.Installation, 40)}).");
        else if (mark is not null)
            Doubt(proposal, AdoptionDoubts.AlreadyOurs, Guid.TryParseExact(mark.Id, "N", out var id) && facts.Services.Contains(id) ? null : "It carries our mark, but its service is not in the books any more.");
        var isAllowed = Credentials.IsUserName(read.Name) && read.Name == read.Name.Trim();
        if (!isAllowed && read.Kind == AccountKind.PppSecret && read.Row.Text("service") is not ("" or "any" or "pppoe")) OtherService(proposal, read);
        else if (!isAllowed) Doubt(proposal, AdoptionDoubts.NameNotAllowed, $"{Credentials.UserNameRule} Rename it on the router and read again.");
        else if (read.Kind == AccountKind.PppSecret && read.Row.Text("service") is not ("" or "any" or "pppoe")) OtherService(proposal, read);
        if (facts.Names.TryGetValue(read.Name, out var taken)) CompareName(proposal, read, taken);
        else if (proposal.Address is { } text && facts.Addresses.TryGetValue(IPAddress.Parse(text), out var holder))
            Doubt(proposal, AdoptionDoubts.AddressTwice, $"{holder} has {text} on this router in the books.");
        if (Match(read) is { } customer)
        {
            proposal.MatchId = customer;
            Doubt(proposal, AdoptionDoubts.KnownCustomer, null);
        }
    }

    private void CompareName(AdoptionRow proposal, ReadRow read, TakenName taken)
    {
        if (taken.RouterId == run.RouterId && taken.UserName == read.Name && taken.IsHeld) Doubt(proposal, AdoptionDoubts.AlreadyOurs, null);
        else if (!proposal.Doubts.Has(AdoptionDoubts.AlreadyOurs))
            Doubt(proposal, AdoptionDoubts.NameTaken, taken.RouterId == run.RouterId
                ? $"{taken.Customer} has a service of this user name on this router that waits for the row: remove one of the two."
                : $"{taken.Customer} has a service of this user name on another router.");
    }

    private static void OtherService(AdoptionRow proposal, ReadRow read) =>
        Doubt(proposal, AdoptionDoubts.OtherService, $"It is for {Clip(read.Row.Text("service"), 20)}; PPPoE services are kept here.");

    private Guid? Match(ReadRow read)
    {
        if (read.Words.Phone is { } phone && facts.ByPhone.TryGetValue(phone, out var byPhone)) return byPhone;
        if (read.Words.Email is { } email && facts.ByEmail.TryGetValue(email, out var byEmail)) return byEmail;
        return read.Words.Name is { } name && facts.ByName.TryGetValue(name.ToLowerInvariant(), out var byName) ? byName : null;
    }

    private static (string? Mac, string? Doubt) Device(ReadRow read)
    {
        var text = read.Kind switch
        {
            AccountKind.PppSecret => read.Row.Text("caller-id"),
            AccountKind.HotspotUser => read.Row.Text("mac-address") is NoDevice ? "" : read.Row.Text("mac-address"),
            _ => "",
        };
        if (text.Length == 0) return (null, null);
        return MacAddress.TryNormalise(text, out var mac) && mac.Equals(text, StringComparison.OrdinalIgnoreCase)
            ? (mac, null) : (null, $"Its caller id “{Clip(CommentWords.Clean(text), 60)}” is no MAC address of one device.");
    }

    private static (string? Address, string? Doubt) Address(ReadRow read)
    {
        if (read.Kind == AccountKind.SimpleQueue) return (QueueTarget.AddressOf(read.Row)?.ToString(), null);
        var text = read.Row.Text(read.Kind == AccountKind.PppSecret ? "remote-address" : "address");
        if (text.Length == 0 || text == NoAddress) return (null, null);
        return ServiceFields.Address(text) is { } address ? (address.ToString(), null) : (null, $"Its own address “{Clip(CommentWords.Clean(text), 60)}” is no single address.");
    }

    /// <summary>Null when the router does not tell: without the policy sensitive it leaves it out, or shows stars.</summary>
    private static string? Password(ReadRow read) =>
        read.Kind != AccountKind.SimpleQueue && read.Row.RawBytes("password") is null && read.Row.Text("password") is { Length: > 0 and <= 128 } text && text.Any(c => c != '*')
            && !text.Any(char.IsControl) ? text : null;

    /// <summary>How the tenant writes 2 January.</summary>
    private static bool MonthFirst(TenantInfo tenant) => tenant.Format.Date(new DateOnly(2026, 1, 2)).StartsWith("01/02", StringComparison.Ordinal);

    private static string PersonOf(string name) => CommentWords.Clean(name) is { Length: > 0 } clean ? Clip(clean, 160) : "Customer";

    private static void Doubt(AdoptionRow row, AdoptionDoubts doubt, string? why)
    {
        row.DoubtBits |= (int)doubt;
        if (why is not null) row.Message = row.Message is null ? why : $"{row.Message} {why}";
    }

    private static string Clip(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";
}
