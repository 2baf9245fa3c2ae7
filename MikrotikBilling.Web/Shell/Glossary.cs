using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Web.Shell;

/// <summary>A hard word and what it means here.</summary>
public sealed record GlossaryTerm(string Key, Phrase Word, Phrase Means);

/// <summary>The words that people ask about: explained where they stand, and all together in the help.</summary>
public static class Glossary
{
    public static IReadOnlyList<GlossaryTerm> All { get; } =
    [
        new("ledger", "Ledger", "The book of all money: each payment, invoice and correction is a line in two accounts, one with plus and one with minus. Lines are never changed; a mistake is undone by a line of its own."),
        new("trial-balance", "Trial balance", "What every account of the ledger held, what moved, and what it holds. All of it together is nothing; if it is not, something is wrong."),
        new("receivables", "Receivables", "What customers still owe you for invoices, sorted by how long the day they had to pay has passed."),
        new("credit-note", "Credit note", "A document that takes back an invoice or a part of it. The invoice itself stays as it was printed."),
        new("suspense", "Money without an owner", "A payment came in and names nobody we know. It is kept apart until you say whose it is, or send it back."),
        new("reconciliation", "Reconciliation", "The list that the payment provider keeps is held against ours, line by line, so that no payment is missing and none is there twice."),
        new("drift", "Drift", "The router holds something else than it should: somebody changed it by hand, or it was reset. Repairing writes it back."),
        new("adoption", "Taking over", "Customers that a router holds already are brought in here as they are. Nobody is cut off and nothing on the router changes until you say so."),
        new("grace", "Days of grace", "Days that a service goes on after its time is up, so that a customer who pays a little late is not cut off."),
        new("walled-garden", "Walled garden", "The few addresses that a customer reaches without having paid: the page where he can pay, and what it needs."),
        new("recurring", "Recurring revenue", "What all services that are paid now bring in a month, if nobody comes or leaves."),
        new("churn", "Churn", "How many of those who paid have left, in percent. Who comes back later counts as left until then."),
    ];

    /// <summary>Null where no such word is explained.</summary>
    public static GlossaryTerm? Find(string? key) => key is null ? null : All.FirstOrDefault(t => t.Key == key);
}
