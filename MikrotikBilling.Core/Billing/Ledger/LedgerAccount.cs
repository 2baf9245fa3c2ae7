namespace MikrotikBilling.Core.Billing.Ledger;

/// <summary>The accounts of the books. Debits are positive amounts, credits negative ones; over all accounts they cancel out.</summary>
public enum LedgerAccount
{
    /// <summary>What customers owe on issued invoices; per customer.</summary>
    Receivable,

    /// <summary>Money of customers that is not spent yet; per customer, a liability and so negative.</summary>
    Credit,

    /// <summary>What was sold, without tax.</summary>
    Revenue,

    /// <summary>Tax to hand on; the detail is the name of the tax.</summary>
    Tax,

    /// <summary>Money in hand and at the bank; the detail is the method it came by.</summary>
    Cash,

    /// <summary>Taken by a payment provider and not paid out to us yet; the detail is the provider.</summary>
    GatewayClearing,

    /// <summary>Money that came in and is nobody's yet.</summary>
    Suspense,

    /// <summary>Vouchers that were sold and not redeemed.</summary>
    VoucherLiability,

    /// <summary>Owed by those who sold vouchers that were used before the sale was in the books; the detail is the batch.</summary>
    VouchersOwed,

    /// <summary>What providers and banks keep for themselves.</summary>
    Fees,

    /// <summary>Credit that was given away: goodwill, referrals; also balances taken over from other books.</summary>
    Concessions,

    /// <summary>What the business costs; the detail is the category.</summary>
    Expenses,

    /// <summary>What was missing or too much when cash was counted.</summary>
    CashDifference,
}

/// <summary>What a transaction of the ledger tells of. With the id of its source it is unique, so nothing is booked twice.</summary>
public enum LedgerKind { Payment, Invoice, Settlement, CreditNote, Surplus, Refund, Concession, Reversal, Void, Suspense, SuspenseReturn, VoucherSale, VoucherUse, VoucherExpiry, Expense, DrawerCount }

public static class LedgerKinds
{
    /// <summary>Moves of money that are no takings.</summary>
    public static IReadOnlyList<LedgerKind> NotTaken { get; } = [LedgerKind.Expense, LedgerKind.DrawerCount];
}
