using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways.Attempts;

public enum AttemptState
{
    /// <summary>Stored, and nothing was sent for it.</summary>
    Created,

    /// <summary>On its way to the provider.</summary>
    Sent,

    /// <summary>The provider has it and waits for the payer.</summary>
    Pending,

    /// <summary>It may have reached the provider and may have been paid; the provider is asked.</summary>
    Unknown,

    Succeeded,

    /// <summary>Not paid. A later proven success still counts.</summary>
    Failed,

    /// <summary>Nobody paid in time. A later proven success still counts.</summary>
    Expired,
}

/// <summary>
/// One request for money that we made at a provider: its id is ours and exists before the first byte is sent. While it is open no other is made for the
/// same invoice or service.
/// </summary>
[Unaudited]
public sealed class PaymentAttempt : ITenantOwned, IVersioned
{
    /// <summary>When the provider is asked, counted from the sending; then every day for five days, then a person looks at it.</summary>
    public static IReadOnlyList<TimeSpan> AskedAfter { get; } =
    [
        TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1),
        TimeSpan.FromDays(1), TimeSpan.FromDays(2), TimeSpan.FromDays(3), TimeSpan.FromDays(4), TimeSpan.FromDays(5),
    ];

    /// <summary>Nothing reached the provider.</summary>
    public const string NotSentCode = "not-sent";

    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public Guid AccountId { get; init; }
    public required string Gateway { get; init; }

    /// <summary>Of the account when it was made; an answer of the other system is refused.</summary>
    public GatewayMode Mode { get; init; }

    public Guid CustomerId { get; init; }

    /// <summary>What is paid with it; at most one of the two.</summary>
    public Guid? InvoiceId { get; init; }

    public Guid? SubscriptionId { get; init; }

    /// <summary>What is asked for, which may be a little more than what is due.</summary>
    public long AmountMinor { get; init; }

    public required string AmountCurrency { get; init; }

    public Money Amount => new(AmountMinor, AmountCurrency);

    /// <summary>Where the payer is asked on his phone: its number, as the provider writes it.</summary>
    public string? Phone { get; init; }

    public AttemptState State { get; private set; }

    /// <summary>Invoice, service or customer while it is open: unique, so that there is one.</summary>
    public Guid? OpenFor { get; private set; }

    /// <summary>The provider's id of the request; unique for the account.</summary>
    public string? ProviderId { get; set; }

    public string? ProviderReference { get; set; }

    /// <summary>Where the payer goes on.</summary>
    public string? RedirectUrl { get; set; }

    /// <summary>The provider's code and words of why it failed.</summary>
    public string? Code { get; private set; }

    public string? Words { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? SentAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Until then it can be paid at the provider.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The same payer is not asked again before.</summary>
    public DateTimeOffset? RetryAt { get; private set; }

    public DateTimeOffset? NextAskAt { get; set; }
    public int Asked { get; set; }

    /// <summary>The program has done what it can, or something is odd: a person looks at it.</summary>
    public bool NeedsPerson { get; set; }

    public Guid? MovementId { get; set; }

    /// <summary>The payer agreed that what he pays it with is kept and charged again (<see cref="Kept.SavedMethod"/>).</summary>
    public bool KeepsMethod { get; init; }

    /// <summary>What it is charged to without the payer; null where he pays it himself.</summary>
    public Guid? SavedMethodId { get; init; }

    /// <summary>The end or due day that it is charged for by itself.</summary>
    public DateTimeOffset? ChargedFor { get; init; }

    /// <summary>Who asked for the money: a member of the staff, or the payer.</summary>
    public required string ActorName { get; init; }

    public int Version { get; set; }

    /// <summary>The bank said no, which neither a line that was down nor a wrong set-up is.</summary>
    public bool IsDeclined => State == AttemptState.Failed && Code != NotSentCode && !NeedsPerson;

    public bool IsOpen => State is AttemptState.Created or AttemptState.Sent or AttemptState.Pending or AttemptState.Unknown;

    public Guid Target => InvoiceId ?? SubscriptionId ?? CustomerId;

    public void Begin() => OpenFor = Target;

    /// <summary>The written table of states; failed and expired are not final.</summary>
    public static bool May(AttemptState from, AttemptState to) => (from, to) switch
    {
        (AttemptState.Created, AttemptState.Sent or AttemptState.Failed or AttemptState.Expired) => true,
        (AttemptState.Sent, AttemptState.Pending or AttemptState.Unknown or AttemptState.Failed or AttemptState.Expired) => true,
        (AttemptState.Pending, AttemptState.Unknown or AttemptState.Failed or AttemptState.Expired) => true,
        (AttemptState.Unknown, AttemptState.Pending or AttemptState.Failed or AttemptState.Expired) => true,
        (not AttemptState.Succeeded, AttemptState.Succeeded) => true,
        _ => false,
    };

    /// <summary>False where the table does not know the way: nothing changed.</summary>
    public bool MoveTo(AttemptState next, DateTimeOffset now)
    {
        if (!May(State, next)) return false;
        State = next;
        if (next == AttemptState.Sent) (SentAt, NextAskAt) = (now, now + AskedAfter[0]);
        if (IsOpen) return true;
        (EndedAt, NextAskAt, OpenFor) = (now, null, null);
        if (next == AttemptState.Succeeded) (Code, Words, RetryAt, NeedsPerson) = (null, null, null, false);
        return true;
    }

    public void Explain(string? code, string? words, DateTimeOffset? retryAt)
    {
        (Code, RetryAt) = (code is null ? null : TextRules.Cut(code, 60), retryAt);
        if (words is not null) Words = TextRules.Cut(words, 300);
    }

    /// <summary>It was asked for once more and is still open.</summary>
    public void AskLater(DateTimeOffset now)
    {
        Asked++;
        if (Asked < AskedAfter.Count) NextAskAt = Later(SentAt ?? CreatedAt, now);
        else (NextAskAt, NeedsPerson) = (null, true);
    }

    /// <summary>Never in the past, where the program stood still meanwhile.</summary>
    private DateTimeOffset Later(DateTimeOffset from, DateTimeOffset now) => from + AskedAfter[Asked] is var at && at > now ? at : now + AskedAfter[0];
}

internal sealed class PaymentAttemptConfiguration : IEntityTypeConfiguration<PaymentAttempt>
{
    public void Configure(EntityTypeBuilder<PaymentAttempt> builder)
    {
        builder.ToTable("PaymentAttempts");
        builder.Ignore(a => a.Amount);
        builder.Ignore(a => a.IsOpen);
        builder.Ignore(a => a.IsDeclined);
        builder.Ignore(a => a.Target);
        builder.Property(a => a.Gateway).HasMaxLength(24);
        builder.Property(a => a.AmountCurrency).HasMaxLength(3);
        builder.Property(a => a.Phone).HasMaxLength(32);
        builder.Property(a => a.ProviderId).HasMaxLength(120);
        builder.Property(a => a.ProviderReference).HasMaxLength(120);
        builder.Property(a => a.RedirectUrl).HasMaxLength(2000);
        builder.Property(a => a.Code).HasMaxLength(60);
        builder.Property(a => a.Words).HasMaxLength(300);
        builder.Property(a => a.ActorName).HasMaxLength(120);
        builder.HasOne<GatewayAccount>().WithMany().HasForeignKey(a => a.AccountId);
        builder.HasOne<Kept.SavedMethod>().WithMany().HasForeignKey(a => a.SavedMethodId);
        builder.HasIndex(a => new { a.TenantId, a.OpenFor }).IsUnique().HasFilter("\"OpenFor\" IS NOT NULL");
        builder.HasIndex(a => new { a.AccountId, a.ProviderId }).IsUnique().HasFilter("\"ProviderId\" IS NOT NULL");
        builder.HasIndex(a => a.NextAskAt);
        builder.HasIndex(a => new { a.TenantId, a.CreatedAt, a.Id });
        builder.HasIndex(a => new { a.TenantId, a.NeedsPerson, a.CreatedAt, a.Id });
        builder.HasIndex(a => new { a.TenantId, a.CustomerId, a.CreatedAt });
        builder.HasIndex(a => a.MovementId);
    }
}
