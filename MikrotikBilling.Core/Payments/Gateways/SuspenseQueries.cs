using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>What became of a part of it.</summary>
public sealed record SuspensePart(Guid PaymentId, string Number, Guid CustomerId, string Customer, Money Amount, PaymentState State, DateTimeOffset At, string By);

public sealed record SuspenseView(SuspenseItem Item, IReadOnlyList<SuspensePart> Parts);

/// <summary>Somebody it might belong to, and why.</summary>
public sealed record SuspectedOwner(Guid CustomerId, string Name, string Number, string Why);

/// <param name="Text">A receipt, as a customer pastes it, or what the payer named.</param>
public sealed record SuspenseFilter(SuspenseState? State = SuspenseState.Open, string? Text = null, string? Cursor = null);

public sealed class SuspenseQueries(AppDbContext db)
{
    public const int PageSize = 25;
    private const int MostSuspected = 6;
    private const int PhoneDigits = 9;
    private const int AlikeLetters = 4;
    private const int Neighbours = 12;

    /// <summary>Newest first.</summary>
    public async Task<Page<SuspenseItem>> ListAsync(SuspenseFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var mark = Cursor.Decode<Position>(filter.Cursor);
        var back = mark is { Back: true };
        var rows = db.Set<SuspenseItem>().AsNoTracking();
        if (filter.State is { } state) rows = rows.Where(s => s.State == state);
        if (filter.Text?.Trim() is { Length: > 0 } text)
        {
            var (key, lower) = (Payment.KeyOf(text) ?? "", text.ToLowerInvariant());
            rows = rows.Where(s => s.ReferenceKey == key || (s.Account != null && s.Account.ToLower().Contains(lower)) || (s.PayerName != null && s.PayerName.ToLower().Contains(lower)));
        }
        if (mark is not null)
            rows = back
                ? rows.Where(s => s.At >= mark.At && (s.At > mark.At || s.Id > mark.Id))
                : rows.Where(s => s.At <= mark.At && (s.At < mark.At || s.Id < mark.Id));
        rows = back ? rows.OrderBy(s => s.At).ThenBy(s => s.Id) : rows.OrderByDescending(s => s.At).ThenByDescending(s => s.Id);
        return Edges.Page(await rows.Take(PageSize + 1).ToListAsync(cancellationToken), PageSize, mark is not null, back, (item, turned) => Cursor.Encode(new Position(item.At, item.Id, turned)));
    }

    /// <summary>How many wait for an owner.</summary>
    public Task<int> OpenAsync(CancellationToken cancellationToken) => db.Set<SuspenseItem>().CountAsync(s => s.State == SuspenseState.Open, cancellationToken);

    public async Task<SuspenseView?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await db.Set<SuspenseItem>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancellationToken) is not { } item) return null;
        var parts = await db.Set<Payment>().Where(p => p.SuspenseId == id).OrderBy(p => p.BookedAt)
            .Select(p => new SuspensePart(p.Id, p.Number, p.CustomerId, p.Customer!.Name, p.Amount, p.State, p.BookedAt, p.ActorName)).ToListAsync(cancellationToken);
        return new SuspenseView(item, parts);
    }

    /// <summary>
    /// Suggested, never booked by itself: the same phone, a user name or address that is spelled alike, the same name. Found by the word index: whose words
    /// begin like what was written stands beside it there.
    /// </summary>
    public async Task<IReadOnlyList<SuspectedOwner>> SuspectedAsync(SuspenseItem item, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        // Whom it was just taken from is not meant.
        var was = item.WasPaymentId;
        var (found, live) = (new List<SuspectedOwner>(), db.Set<Customer>().Where(c => c.ArchivedAt == null));
        if (was is not null) live = live.Where(c => !db.Set<Payment>().Any(p => p.Id == was && p.CustomerId == c.Id));
        if (new[] { item.PayerPhone, item.Account }.Select(TailOf).OfType<string>().ToList() is { Count: > 0 } tails)
        {
            var (first, last) = (tails[0], tails[^1]);
            Add("the same phone", await db.Set<CustomerSearchTerm>().Where(t => t.Term == first || t.Term == last).Join(live, t => t.CustomerId, c => c.Id, (t, c) => new Named(c.Id, c.Name, c.Number))
                .Take(MostSuspected).ToListAsync(cancellationToken));
        }
        if (item.Account?.Trim().ToLowerInvariant() is { Length: >= AlikeLetters } account) found.AddRange(await AlikeAsync(account, live, cancellationToken));
        if (item.PayerName?.Trim().ToLowerInvariant() is { Length: > 0 } name)
            Add("the same name", await live.Where(c => c.SortName == name).Select(c => new Named(c.Id, c.Name, c.Number)).Take(MostSuspected).ToListAsync(cancellationToken));
        return [.. found.DistinctBy(f => f.CustomerId).Take(MostSuspected)];

        void Add(string why, List<Named> customers) => found.AddRange(customers.Select(c => new SuspectedOwner(c.Id, c.Name, Customer.NumberOf(c.Number), why)));
    }

    /// <summary>The neighbours of what was written in the order of all words; of these those that share two thirds of it.</summary>
    private async Task<IEnumerable<SuspectedOwner>> AlikeAsync(string account, IQueryable<Customer> live, CancellationToken cancellationToken)
    {
        var begin = account[..AlikeLetters];
        var (end, terms) = (begin + '\uFFFF', db.Set<CustomerSearchTerm>());
        var before = terms.Where(t => string.Compare(t.Term, begin) >= 0 && string.Compare(t.Term, account) < 0).OrderByDescending(t => t.Term).Take(Neighbours);
        var after = terms.Where(t => string.Compare(t.Term, account) >= 0 && string.Compare(t.Term, end) < 0).OrderBy(t => t.Term).Take(Neighbours);
        var beside = await before.Concat(after).Join(live, t => t.CustomerId, c => c.Id, (t, c) => new { t.Term, Customer = new Named(c.Id, c.Name, c.Number) }).ToListAsync(cancellationToken);
        return beside.Select(b => (b.Customer, b.Term, Shared: b.Term.AsSpan().CommonPrefixLength(account))).Where(b => b.Shared * 3 >= account.Length * 2).OrderByDescending(b => b.Shared).ThenBy(b => b.Term.Length)
            .Select(b => new SuspectedOwner(b.Customer.Id, b.Customer.Name, Customer.NumberOf(b.Customer.Number), $"like “{b.Term}”"));
    }

    /// <summary>The digits that a phone ends with, whatever its country is written like.</summary>
    private static string? TailOf(string? said) => string.Concat((said ?? "").Where(char.IsAsciiDigit)) is { Length: >= PhoneDigits } digits ? digits[^PhoneDigits..] : null;

    private sealed record Named(Guid Id, string Name, long Number);

    private sealed record Position(DateTimeOffset At, Guid Id, bool Back = false);
}
