using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Ledger;

/// <summary>The list as its address says it, for page, file and JSON alike. What cannot be read is left out.</summary>
/// <param name="From">First day, <c>2026-11-21</c>.</param>
/// <param name="To">Last day, included.</param>
/// <param name="Kind">One, or several with commas.</param>
/// <param name="Account">One, or several with commas.</param>
/// <param name="Detail">With an account: what it is divided by; <c>-</c> is entries without it.</param>
/// <param name="ProfileId">Revenue of it; <c>-</c> is revenue without one.</param>
/// <param name="RouterId">Revenue of it; <c>-</c> is revenue without one.</param>
/// <param name="ActorId">Who booked it; <c>-</c> is nobody of the staff.</param>
public sealed record LedgerListQuery(
    string? From, string? To, string? Kind, string? Account, string? Detail, string? Currency, string? CustomerId, string? Cursor, string? ProfileId = null, string? RouterId = null,
    string? ActorId = null) : IListQuery
{
    public LedgerListQuery()
        : this(null, null, null, null, null, null, null, null)
    {
    }

    /// <summary>Stands for "without detail" in an address, where empty means any.</summary>
    public const string NoDetail = "-";

    public bool IsFiltered => !string.IsNullOrEmpty(From + To + Kind + Account + Detail + Currency + CustomerId) || IsNarrowed;

    /// <summary>By what no field of the list shows.</summary>
    public bool IsNarrowed => !string.IsNullOrEmpty(ProfileId + RouterId + ActorId) || Kinds.Count > 1 || Accounts.Count > 1;

    private IReadOnlyList<LedgerKind> Kinds => [.. (Kind ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(ListWords.Word<LedgerKind>).OfType<LedgerKind>()];

    private IReadOnlyList<LedgerAccount> Accounts => [.. (Account ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(ListWords.Word<LedgerAccount>).OfType<LedgerAccount>()];

    public Guid? Customer => Guid.TryParse(CustomerId, out var id) ? id : null;

    public LedgerFilter ToFilter()
    {
        LedgerAccount? account = Accounts is [var one] ? one : null;
        var detail = string.IsNullOrEmpty(Detail) || account is null ? null : Detail == NoDetail ? "" : Detail;
        return new LedgerFilter(ListWords.Day(From), ListWords.Day(To), Kinds is [var only] ? only : null, account, detail, TrialBalanceQuery.Code(Currency), Customer, Cursor)
        {
            Kinds = Kinds.Count > 1 ? Kinds : [],
            Accounts = Accounts.Count > 1 ? Accounts : [],
            ProfileId = IdOf(ProfileId),
            RouterId = IdOf(RouterId),
            ActorId = IdOf(ActorId),
        };
    }

    private static Guid? IdOf(string? text) => text == NoDetail ? Guid.Empty : Guid.TryParse(text, out var id) ? id : null;

    public IEnumerable<string> Unreadable
    {
        get
        {
            var filter = ToFilter();
            if (!string.IsNullOrEmpty(From) && filter.From is null) yield return "from";
            if (!string.IsNullOrEmpty(To) && filter.To is null) yield return "to";
            if (!string.IsNullOrEmpty(Kind) && Kinds.Count != Kind.Split(',').Length) yield return "kind";
            if (!string.IsNullOrEmpty(Account) && Accounts.Count != Account.Split(',').Length) yield return "account";
            if (!string.IsNullOrEmpty(Detail) && filter.Account is null) yield return "detail";
            if (!string.IsNullOrEmpty(Currency) && filter.Currency is null) yield return "currency";
            if (!string.IsNullOrEmpty(CustomerId) && Customer is null) yield return "customerId";
            if (!string.IsNullOrEmpty(ProfileId) && filter.ProfileId is null) yield return "profileId";
            if (!string.IsNullOrEmpty(RouterId) && filter.RouterId is null) yield return "routerId";
            if (!string.IsNullOrEmpty(ActorId) && filter.ActorId is null) yield return "actorId";
        }
    }
}

/// <summary>The trial balance as its address says it: the month where no days are given, all currencies where none is.</summary>
public sealed record TrialBalanceQuery(string? From, string? To, string? Currency) : IListQuery
{
    public TrialBalanceQuery()
        : this(null, null, null)
    {
    }

    public ReportSpan Span(DateOnly today) => ReportSpan.Of(ListWords.Day(From), ListWords.Day(To), today);

    /// <summary>Null for any currency, and for what is none.</summary>
    public static string? Code(string? currency) => currency?.Trim().ToUpperInvariant() is { } code && Core.Kernel.Currency.IsWellFormed(code) ? code : null;

    public IEnumerable<string> Unreadable
    {
        get
        {
            if (!string.IsNullOrEmpty(From) && ListWords.Day(From) is null) yield return "from";
            if (!string.IsNullOrEmpty(To) && ListWords.Day(To) is null) yield return "to";
            if (!string.IsNullOrEmpty(Currency) && Code(Currency) is null) yield return "currency";
        }
    }
}
