using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Billing.Invoices;

public enum InvoiceKind
{
    Invoice,

    /// <summary>Takes back all or part of an invoice; its amounts are positive and count against it.</summary>
    CreditNote,
}

public enum InvoiceState
{
    /// <summary>Being written: no number, not in the books, may be changed and thrown away.</summary>
    Draft,

    /// <summary>Issued and open.</summary>
    Sent,

    PartlyPaid,
    Paid,

    /// <summary>Open past its due day.</summary>
    Overdue,

    /// <summary>Taken back as a whole before anything was paid; keeps its number.</summary>
    Void,
}

/// <summary>An issued document. It is never edited: a credit note corrects it, or it is voided while nothing is paid on it.</summary>
public sealed class Invoice : ITenantOwned, IVersioned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public Guid CustomerId { get; init; }
    public Customer? Customer { get; init; }
    public InvoiceKind Kind { get; init; }
    public InvoiceState State { get; private set; }

    /// <summary><c>INV-2026-000045</c>; given when it is issued, without gaps in its series.</summary>
    public string? Number { get; private set; }

    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? IssuedAt { get; private set; }

    /// <summary>Days in the tenant's zone.</summary>
    public DateOnly? IssuedOn { get; private set; }

    public DateOnly? DueOn { get; private set; }
    public Money Discount { get; set; }
    public Money Net { get; set; }
    public Money Tax { get; set; }
    public Money Total { get; set; }

    /// <summary>Settled from credit.</summary>
    public Money Paid { get; private set; }

    /// <summary>Taken back by credit notes, as far as it was not paid.</summary>
    public Money Credited { get; private set; }

    /// <summary>For a credit note: the invoice it corrects.</summary>
    public Guid? CorrectsId { get; init; }

    /// <summary>The service it is mostly about, for lists.</summary>
    public Guid? SubscriptionId { get; init; }

    /// <summary>Who issued it and to whom, as they were called then.</summary>
    public Party Seller { get; set; } = Party.None;

    public Party Buyer { get; set; } = Party.None;

    /// <summary>Where to pay to and what the law wants at the foot, as set then.</summary>
    public string? PaymentDetails { get; set; }

    public string? Footer { get; set; }
    public string? Note { get; set; }

    /// <summary>Part of the address of its pay page; cannot be guessed.</summary>
    public required string PayToken { get; init; }

    public DateTimeOffset? EmailedAt { get; set; }
    public DateTimeOffset? SettledAt { get; private set; }
    public DateTimeOffset? VoidedAt { get; private set; }
    public string? VoidReason { get; private set; }
    public int Version { get; set; }

    /// <summary>Still to be paid; nothing on drafts, voided ones and credit notes.</summary>
    public Money Due => State is InvoiceState.Draft or InvoiceState.Void || Kind == InvoiceKind.CreditNote ? Money.Zero(Total.Currency) : Total - Paid - Credited;

    public bool IsOpen => State is InvoiceState.Sent or InvoiceState.PartlyPaid or InvoiceState.Overdue;

    /// <param name="dueOn">As wished for a draft; issuing says it for good.</param>
    public void Begin(string currency, DateOnly? dueOn = null) => (Paid, Credited, DueOn) = (Money.Zero(currency), Money.Zero(currency), dueOn);

    public Result Issue(string number, DateTimeOffset now, DateOnly today, DateOnly dueOn)
    {
        if (State != InvoiceState.Draft) return Result.Refuse("invoice.issued", "It is issued already.");
        (Number, IssuedAt, IssuedOn, DueOn) = (number, now, today, dueOn);
        State = InvoiceState.Sent;
        if (Kind == InvoiceKind.CreditNote || Total.IsZero) (State, SettledAt) = (InvoiceState.Paid, now);
        return Result.Success;
    }

    /// <summary>Money of the customer's credit; negative takes it back.</summary>
    public void Settle(Money amount, DateTimeOffset now, DateOnly today)
    {
        if (amount > Due || (Paid + amount).Minor < 0) throw new InvalidOperationException($"{amount} cannot settle {Number}: {Due} is open and {Paid} is paid.");
        Paid += amount;
        Restate(now, today);
    }

    /// <summary>A credit note took so much of what is open.</summary>
    public void Reduce(Money amount, DateTimeOffset now, DateOnly today)
    {
        if (amount > Due) throw new InvalidOperationException($"{amount} cannot be credited on {Number}: {Due} is open.");
        Credited += amount;
        Restate(now, today);
    }

    public Result Void(string reason, DateTimeOffset now)
    {
        if (Kind == InvoiceKind.CreditNote) return Result.Refuse("invoice.credit-note", "A credit note is not voided.");
        if (!IsOpen || !Credited.IsZero) return Result.Refuse("invoice.not-open", "Only an open invoice that nothing was credited on can be voided.");
        if (!Paid.IsZero) return Result.Refuse("invoice.paid", $"{Paid} of it is paid. Make a credit note instead.");
        (State, VoidedAt, VoidReason) = (InvoiceState.Void, now, reason);
        return Result.Success;
    }

    /// <summary>The state that its sums and the day lead to.</summary>
    public void Restate(DateTimeOffset now, DateOnly today)
    {
        if (State is InvoiceState.Draft or InvoiceState.Void || Kind == InvoiceKind.CreditNote) return;
        State = Due.IsZero ? InvoiceState.Paid : DueOn < today ? InvoiceState.Overdue : Paid.IsZero ? InvoiceState.Sent : InvoiceState.PartlyPaid;
        SettledAt = State == InvoiceState.Paid ? SettledAt ?? now : null;
    }
}

/// <summary>A name and what belongs to it on a document.</summary>
public sealed record Party(string Name, string? Company, string? Address, string? TaxNumber, string? Email, string? Phone)
{
    public static Party None { get; } = new("", null, null, null, null, null);

    /// <summary>Customer number or company registration.</summary>
    public string? Reference { get; init; }
}

internal sealed class InvoiceConfiguration : IEntityTypeConfiguration<Invoice>
{
    private const string Open = "\"State\" IN ('Sent', 'PartlyPaid', 'Overdue')";

    public void Configure(EntityTypeBuilder<Invoice> builder)
    {
        builder.ToTable("Invoices");
        builder.Ignore(i => i.Due);
        builder.Ignore(i => i.IsOpen);
        builder.Property(i => i.Number).HasMaxLength(40);
        builder.Property(i => i.PaymentDetails).HasMaxLength(1000);
        builder.Property(i => i.Footer).HasMaxLength(1000);
        builder.Property(i => i.Note).HasMaxLength(1000);
        builder.Property(i => i.PayToken).HasMaxLength(32);
        builder.Property(i => i.VoidReason).HasMaxLength(300);
        builder.ComplexProperty(i => i.Seller, Parties);
        builder.ComplexProperty(i => i.Buyer, Parties);
        builder.HasOne(i => i.Customer).WithMany().HasForeignKey(i => i.CustomerId);
        builder.HasIndex(i => new { i.TenantId, i.Number }).IsUnique().HasFilter("\"Number\" IS NOT NULL");
        builder.HasIndex(i => i.PayToken).IsUnique();
        builder.HasIndex(i => new { i.TenantId, i.Id });
        builder.HasIndex(i => new { i.TenantId, i.Id }, "IX_Invoices_CreditNotes").HasFilter("\"Kind\" = 'CreditNote'");
        builder.HasIndex(i => new { i.TenantId, i.State, i.Id });
        builder.HasIndex(i => new { i.TenantId, i.CustomerId, i.Id });
        builder.HasIndex(i => new { i.TenantId, i.DueOn, i.Id }).HasFilter(Open);
        builder.HasIndex(i => new { i.TenantId, i.IssuedOn, i.Id });
        builder.HasIndex(i => i.CorrectsId);
    }

    private static void Parties(ComplexPropertyBuilder<Party> party)
    {
        party.Property(p => p.Name).HasMaxLength(160);
        party.Property(p => p.Company).HasMaxLength(160);
        party.Property(p => p.Address).HasMaxLength(500);
        party.Property(p => p.TaxNumber).HasMaxLength(40);
        party.Property(p => p.Email).HasMaxLength(254);
        party.Property(p => p.Phone).HasMaxLength(32);
        party.Property(p => p.Reference).HasMaxLength(60);
    }
}
