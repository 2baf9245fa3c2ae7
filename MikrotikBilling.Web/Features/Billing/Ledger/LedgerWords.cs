using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Web.Features.Billing.Invoices;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Billing.Ledger;

/// <summary>What accounts and kinds of transactions are called, and where their records are shown.</summary>
internal static class LedgerWords
{
    public static IReadOnlyList<SelectOption> Accounts { get; } = [.. Enum.GetValues<LedgerAccount>().Select(a => new SelectOption(a.ToString(), Of(a)))];

    public static IReadOnlyList<SelectOption> Kinds { get; } = [.. Enum.GetValues<LedgerKind>().Select(k => new SelectOption(k.ToString(), Of(k)))];

    public static Phrase Of(LedgerAccount account) => account switch
    {
        LedgerAccount.Receivable => "Owed by customers",
        LedgerAccount.Credit => "Credit of customers",
        LedgerAccount.Cash => "Cash and bank",
        LedgerAccount.GatewayClearing => "Payment providers",
        LedgerAccount.Suspense => "Not matched yet",
        LedgerAccount.VoucherLiability => "Vouchers not redeemed",
        LedgerAccount.VouchersOwed => "Vouchers used and not paid for",
        LedgerAccount.Concessions => "Given away",
        LedgerAccount.CashDifference => "Cash missing or too much",
        _ => account.ToString(),
    };

    public static Phrase Of(LedgerKind kind) => kind switch
    {
        LedgerKind.CreditNote => "Credit note",
        LedgerKind.Surplus => "Credit from a credit note",
        LedgerKind.Concession => "Given credit",
        LedgerKind.Void => "Voided invoice",
        LedgerKind.Suspense => "Without an owner",
        LedgerKind.SuspenseReturn => "Without an owner, sent back",
        LedgerKind.VoucherSale => "Vouchers sold",
        LedgerKind.VoucherUse => "Vouchers used by guests",
        LedgerKind.VoucherExpiry => "Vouchers expired",
        LedgerKind.DrawerCount => "Cash counted",
        _ => kind.ToString(),
    };

    /// <summary>The account with what it is divided by: <c>Cash and bank, mobile money</c>.</summary>
    public static Phrase Of(LedgerAccount account, string detail) => detail.Length == 0 ? Of(account) : Phrase.Of($"{Of(account)}, {Detail(account, detail)}");

    /// <summary>Ways of money in hand and at the bank are kept as one word each; names of taxes and providers as they are.</summary>
    public static Phrase Detail(LedgerAccount account, string detail) => account != LedgerAccount.Cash ? Phrase.Verbatim(detail) : detail switch
    {
        "Cash" => "cash",
        "BankTransfer" => "bank transfer",
        "Cheque" => "cheque",
        "MobileMoney" => "mobile money",
        "Vouchers" => "vouchers",
        "VoucherCash" => "vouchers for cash",
        _ => Phrase.Verbatim(detail),
    };

    /// <summary>Page of what the transaction books; null where only its feature knows (<see cref="ILedgerSource"/>).</summary>
    public static string? SourceUrl(LedgerLine line) => line.Kind switch
    {
        LedgerKind.Payment or LedgerKind.Reversal => $"/payments/{line.SourceId}",
        LedgerKind.Invoice or LedgerKind.CreditNote or LedgerKind.Surplus or LedgerKind.Void or LedgerKind.Settlement => InvoicesPages.Of(line.SourceId),
        _ => null,
    };

    /// <summary>Everything that was debited, or with an account the two sides of it; one sum for each currency.</summary>
    public static IEnumerable<Money> Debits(LedgerLine line, LedgerFilter filter) => Sums(line.Entries.Where(e => e.Amount.Minor > 0 && Shown(e, filter)));

    public static IEnumerable<Money> Credits(LedgerLine line, LedgerFilter filter) => Sums(line.Entries.Where(e => e.Amount.Minor < 0 && Shown(e, filter))).Select(m => -m);

    private static bool Shown(LedgerSide entry, LedgerFilter filter) =>
        (filter.Account is null || entry.Account == filter.Account) && (filter.Accounts.Count == 0 || filter.Accounts.Contains(entry.Account)) && (filter.Detail is null || entry.Detail == filter.Detail) && (filter.Currency is null || entry.Amount.Currency == filter.Currency);

    private static IEnumerable<Money> Sums(IEnumerable<LedgerSide> entries) => entries.GroupBy(e => e.Amount.Currency).Select(g => new Money(g.Sum(e => e.Amount.Minor), g.Key));
}
