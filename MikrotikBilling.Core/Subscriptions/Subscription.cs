using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Counts;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;

namespace MikrotikBilling.Core.Subscriptions;

/// <summary>One customer on one profile with one access credential on one router.</summary>
public sealed class Subscription : IVersioned, ICounted
{
    public static readonly TimeSpan FurthestExpiry = TimeSpan.FromDays(3660);

    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    /// <summary>Changes once at most: a voucher on the shelf becomes the guest's who uses it first.</summary>
    public Guid CustomerId { get; set; }
    public Customer? Customer { get; init; }
    public Guid ProfileId { get; set; }
    public Profile? Profile { get; init; }
    public Guid RouterId { get; set; }
    public Router? Router { get; init; }

    /// <summary>Lower-case when it was chosen here, as the router has it when it was adopted; unique in the tenant.</summary>
    public required string UserName { get; set; }

    /// <summary>Encrypted; shown to those who may, sent to the router. Empty when only the router knows it.</summary>
    public required string ProtectedPassword { get; set; }

    /// <summary>Goes up with each new password, so that the lane knows it must send it without reading it back.</summary>
    public int PasswordVersion { get; set; } = 1;

    /// <summary>Only this device may use it: <c>AA:BB:CC:DD:EE:FF</c>; null lets any in.</summary>
    public string? MacAddress { get; set; }

    /// <summary>Always this IPv4 address; what a static service is limited by. Null takes one of the router's pool.</summary>
    public IPAddress? Address { get; set; }

    public SubscriptionStatus Status { get; private set; }
    public DateTimeOffset StartsAt { get; init; }

    /// <summary>Precise to the minute; access ends here.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>Still online so long past its end, while in <see cref="SubscriptionStatus.Grace"/>.</summary>
    public DateTimeOffset? GraceUntil { get; private set; }

    /// <summary>Renewed from the customer's credit at its end, when there is enough.</summary>
    public bool AutoRenews { get; private set; } = true;

    /// <summary>Disabled because invoices are overdue; paying them enables it again.</summary>
    public bool IsSuspendedForDebt { get; private set; }

    /// <summary>Day of month that monthly periods return to.</summary>
    public int AnchorDay { get; set; }

    /// <summary>
    /// The day that months beginning at this moment return to: the anchor day where they begin on it, else, as after given days, a rest or a part of a
    /// period, the day they begin on. A month is a whole month wherever it begins.
    /// </summary>
    public int AnchorFor(DateTimeOffset start, TimeZoneInfo zone)
    {
        var day = TimeZoneInfo.ConvertTime(start, zone);
        return day.Day == Math.Min(AnchorDay, DateTime.DaysInMonth(day.Year, day.Month)) ? AnchorDay : day.Day;
    }

    /// <summary>Goes up with each extension, so that a volume allowance starts again here and on the router.</summary>
    public int Allowance { get; private set; } = 1;

    /// <summary>The allowance whose data cap was reached. A later allowance is not: a renewal at the same moment wins.</summary>
    public int? CapReachedFor { get; private set; }

    public DateTimeOffset? CapReachedAt { get; private set; }

    public bool IsCapped => CapReachedFor == Allowance;

    public DateTimeOffset? PausedAt { get; private set; }

    /// <summary>What was left when it was paused, and is given back on resuming.</summary>
    public TimeSpan? TimeLeft { get; private set; }

    /// <summary>How long it rested within the time that is not billed yet; for what is paid afterwards.</summary>
    public TimeSpan Rested { get; private set; }

    /// <summary>The voucher batch whose code it is; null for the services of customers.</summary>
    public Guid? VoucherBatchId { get; init; }

    /// <summary>Somebody without an account: no days of grace, and gone from the router once it is over.</summary>
    public bool IsGuest { get; init; }

    /// <summary>How long it may be online in all, in seconds; null where the end alone counts.</summary>
    public long? OnlineSeconds { get; private set; }

    /// <summary>Seconds of it that are used, from reading to reading; the router counts them exactly.</summary>
    [Unaudited] public long OnlineUsed { get; private set; }

    /// <summary>The first device that uses it keeps it.</summary>
    public bool LocksDevice { get; init; }

    public DateTimeOffset? CancelledAt { get; private set; }

    /// <summary>Put away with its customer; its user name is free again.</summary>
    public DateTimeOffset? ArchivedAt { get; private set; }

    public DateTimeOffset CreatedAt { get; init; }
    public int Version { get; set; }

    /// <summary>Services are counted by profile; cancelled ones are not, nor those that wait for their first use.</summary>
    public string? CountedAs => Status is SubscriptionStatus.Cancelled or SubscriptionStatus.Ready ? null : ProfileId.ToString();

    /// <summary>Sets the first state and end of a new subscription.</summary>
    /// <param name="goesOn">Paid afterwards: it runs on past its end.</param>
    public void Begin(DateTimeOffset now, DateTimeOffset expiresAt, bool goesOn = false)
    {
        ExpiresAt = ToMinute(expiresAt);
        Status = StartsAt > now ? SubscriptionStatus.Pending : ExpiresAt > now || goesOn ? SubscriptionStatus.Active : SubscriptionStatus.Expired;
    }

    /// <summary>Stands ready on the router; the first use begins it.</summary>
    /// <param name="until">Until when it can be used first.</param>
    public void Shelve(DateTimeOffset until, long? onlineSeconds) =>
        (Status, ExpiresAt, OnlineSeconds, AutoRenews) = (SubscriptionStatus.Ready, ToMinute(until), onlineSeconds, false);

    /// <summary>Its time begins: it is this customer's from now on.</summary>
    public Result Claim(Guid customerId, DateTimeOffset expiresAt)
    {
        if (Move(SubscriptionStatus.Active) is { Ok: false } refused) return refused;
        (CustomerId, ExpiresAt) = (customerId, ToMinute(expiresAt));
        return Result.Success;
    }

    /// <summary>For whoever has no account: nothing renews it by itself.</summary>
    public void BeginAsGuest(DateTimeOffset now, DateTimeOffset expiresAt, long? onlineSeconds)
    {
        Begin(now, expiresAt);
        (OnlineSeconds, AutoRenews) = (onlineSeconds, false);
    }

    /// <summary>Moves the end; an expired subscription comes back, a suspended one stays so until it is enabled.</summary>
    public Result ExtendTo(DateTimeOffset expiresAt, DateTimeOffset now)
    {
        if (Status == SubscriptionStatus.Cancelled) return Result.Refuse("subscription.cancelled", "A cancelled subscription cannot be extended.");
        if (Status == SubscriptionStatus.Paused) return Result.Refuse("subscription.paused", "Resume the subscription first.");
        expiresAt = ToMinute(expiresAt);
        if (expiresAt <= now) return Result.Refuse("subscription.expiry-past", "The new end must lie in the future.", "ExpiresAt");
        if (expiresAt <= StartsAt) return Result.Refuse("subscription.expiry-before-start", "The new end must lie after the start.", "ExpiresAt");
        if (expiresAt > now + FurthestExpiry) return Result.Refuse("subscription.expiry-far", "The new end is more than ten years away.", "ExpiresAt");
        if (expiresAt > ExpiresAt || Status is SubscriptionStatus.Expired or SubscriptionStatus.Grace) Allowance++;
        // What is bought from here on runs on the clock.
        (ExpiresAt, GraceUntil, OnlineSeconds) = (expiresAt, null, null);
        return Status is SubscriptionStatus.Expired or SubscriptionStatus.Grace ? Move(SubscriptionStatus.Active) : Result.Success;
    }

    public Result RenewByItself(bool renews)
    {
        if (Status == SubscriptionStatus.Cancelled) return Result.Refuse("subscription.cancelled", "A cancelled subscription is not renewed.");
        AutoRenews = renews;
        return Result.Success;
    }

    /// <summary>A postpaid period is over and billed: the next one begins. It goes on in the state it is in.</summary>
    public Result RollTo(DateTimeOffset expiresAt)
    {
        if (Status is SubscriptionStatus.Cancelled or SubscriptionStatus.Paused || expiresAt <= ExpiresAt)
            return Result.Refuse("subscription.not-rolled", "It does not go on to that end.");
        (ExpiresAt, GraceUntil, Rested) = (ToMinute(expiresAt), null, TimeSpan.Zero);
        Allowance++;
        return Result.Success;
    }

    /// <summary>Back to an earlier end, as if it had not been extended; one that would be over by now is expired.</summary>
    public Result TakeBackExtension(DateTimeOffset before, DateTimeOffset now)
    {
        if (Status is SubscriptionStatus.Cancelled or SubscriptionStatus.Paused || before >= ExpiresAt)
            return Result.Refuse("subscription.not-extended", "There is no extension to take back.");
        ExpiresAt = before;
        return Status.HasAccess() && before <= now ? Move(SubscriptionStatus.Expired) : Result.Success;
    }

    /// <summary>The end as the books of another system say it: it may have passed, which ends the access.</summary>
    public Result SetEnd(DateTimeOffset expiresAt, DateTimeOffset now)
    {
        expiresAt = ToMinute(expiresAt);
        if (expiresAt > now) return ExtendTo(expiresAt, now);
        if (Status is SubscriptionStatus.Cancelled or SubscriptionStatus.Paused or SubscriptionStatus.Pending)
            return Result.Refuse("subscription.expiry-past", $"The end of a service that is {Status.ToString().ToLowerInvariant()} cannot lie in the past.", "ExpiresAt");
        ExpiresAt = expiresAt;
        return Status.HasAccess() ? Move(SubscriptionStatus.Expired) : Result.Success;
    }

    /// <summary>Adds days: to the end when there is time left, from now when it ran out.</summary>
    public Result ExtendBy(int days, DateTimeOffset now, TimeZoneInfo zone) =>
        days is < 1 or > 3660
            ? Result.Refuse("subscription.days-invalid", "Between 1 and 3,660 days.", "Days")
            : ExtendTo(new CalendarSpan(days, SpanUnit.Days).AddTo(ExpiresAt > now ? ExpiresAt : now, zone), now);

    /// <param name="forDebt">Because invoices are overdue: it comes back by itself once they are paid.</param>
    public Result Disable(bool forDebt = false)
    {
        if (Status == SubscriptionStatus.Suspended) return Result.Refuse("subscription.suspended", "It is disabled already.");
        if (Move(SubscriptionStatus.Suspended) is { Ok: false } refused) return refused;
        IsSuspendedForDebt = forDebt;
        return Result.Success;
    }

    /// <param name="goesOn">Paid afterwards: it runs on past its end.</param>
    public Result Enable(DateTimeOffset now, bool goesOn = false)
    {
        if (Status != SubscriptionStatus.Suspended) return Result.Refuse("subscription.not-suspended", "It is not disabled.");
        if (Move(StartsAt > now ? SubscriptionStatus.Pending : ExpiresAt > now || goesOn ? SubscriptionStatus.Active : SubscriptionStatus.Expired) is { Ok: false } refused) return refused;
        IsSuspendedForDebt = false;
        return Result.Success;
    }

    /// <summary>Rests from now on; not a minute of what is left is lost.</summary>
    public Result Pause(DateTimeOffset now)
    {
        if (Status == SubscriptionStatus.Paused) return Result.Refuse("subscription.paused", "It is paused already.");
        if (Status == SubscriptionStatus.Active && ExpiresAt <= now) return Result.Refuse("subscription.ended", "Its time is up; there is nothing left to keep.");
        if (Move(SubscriptionStatus.Paused) is { Ok: false } refused) return refused;
        (PausedAt, TimeLeft) = (now, ExpiresAt - now);
        return Result.Success;
    }

    /// <summary>Goes on with what was left; months are counted from the new end from here on.</summary>
    /// <param name="paidAfterwards">The rest is taken off what is billed next; what is paid beforehand is moved on instead.</param>
    public Result Resume(DateTimeOffset now, TimeZoneInfo zone, bool paidAfterwards = false)
    {
        if (Status != SubscriptionStatus.Paused) return Result.Refuse("subscription.not-paused", "It is not paused.");
        var before = ExpiresAt;
        ExpiresAt = ToMinute(now + (TimeLeft ?? TimeSpan.Zero));
        if (paidAfterwards) Rested += ExpiresAt - before;
        // Rested for less than a day, as when it was stopped by mistake: months go on as they were counted.
        if (TimeZoneInfo.ConvertTime(ExpiresAt, zone).Date != TimeZoneInfo.ConvertTime(before, zone).Date) AnchorDay = TimeZoneInfo.ConvertTime(ExpiresAt, zone).Day;
        (PausedAt, TimeLeft) = (null, null);
        return Move(SubscriptionStatus.Active);
    }

    /// <summary>All its time up to now is billed.</summary>
    public void BilledUp() => Rested = TimeSpan.Zero;

    /// <summary>Ends it for good; nothing of it is left on the router.</summary>
    public Result Cancel(DateTimeOffset now)
    {
        if (Status == SubscriptionStatus.Cancelled) return Result.Refuse("subscription.cancelled", "It is cancelled already.");
        if (Move(SubscriptionStatus.Cancelled) is { Ok: false } refused) return refused;
        (CancelledAt, PausedAt, TimeLeft) = (now, null, null);
        return Result.Success;
    }

    /// <summary>Put away with its customer: cancelled if it was not, and its name given back.</summary>
    public void Archive(DateTimeOffset now)
    {
        if (Status != SubscriptionStatus.Cancelled) Cancel(now);
        ArchivedAt ??= now;
    }

    /// <summary>What the data cap does to it now.</summary>
    public CapAction CapNow(Profile profile) => IsCapped ? profile.WhenCapReached : CapAction.Nothing;

    /// <summary>Its time is up: so many days more in grace, then no access.</summary>
    public Result Expire(DateTimeOffset now, int graceDays = 0, TimeZoneInfo? zone = null)
    {
        if (ExpiresAt > now) return Result.Refuse("subscription.not-due", "Its time is not up.");
        var graceUntil = Status == SubscriptionStatus.Grace ? GraceUntil ?? ExpiresAt : new CalendarSpan(graceDays, SpanUnit.Days).AddTo(ExpiresAt, zone ?? TimeZoneInfo.Utc);
        if (graceUntil <= now)
        {
            GraceUntil = null;
            return Move(SubscriptionStatus.Expired);
        }
        if (Status == SubscriptionStatus.Grace) return Result.Refuse("subscription.not-due", "Its days of grace are not over.");
        GraceUntil = graceUntil;
        return Move(SubscriptionStatus.Grace);
    }

    public Result Start(DateTimeOffset now) =>
        StartsAt > now ? Result.Refuse("subscription.not-due", "It begins later.") : Move(SubscriptionStatus.Active);

    private Result Move(SubscriptionStatus to)
    {
        if (!SubscriptionTransitions.May(Status, to))
            return Result.Refuse("subscription.transition", $"A subscription that is {Status.ToString().ToLowerInvariant()} cannot become {to.ToString().ToLowerInvariant()}.");
        Status = to;
        return Result.Success;
    }

    /// <summary>Up to the next whole minute, never down: nobody loses seconds.</summary>
    internal static DateTimeOffset ToMinute(DateTimeOffset instant)
    {
        var utc = instant.ToUniversalTime();
        var rest = utc.Ticks % TimeSpan.TicksPerMinute;
        return rest == 0 ? utc : utc.AddTicks(TimeSpan.TicksPerMinute - rest);
    }
}

internal sealed class SubscriptionConfiguration : IEntityTypeConfiguration<Subscription>
{
    public void Configure(EntityTypeBuilder<Subscription> builder)
    {
        builder.ToTable("Subscriptions");
        builder.Property(s => s.UserName).HasMaxLength(64);
        builder.Property(s => s.ProtectedPassword).HasMaxLength(2048);
        builder.Ignore(s => s.IsCapped);
        builder.HasOne(s => s.Customer).WithMany().HasForeignKey(s => s.CustomerId);
        builder.HasOne(s => s.Profile).WithMany().HasForeignKey(s => s.ProfileId);
        builder.HasOne(s => s.Router).WithMany().HasForeignKey(s => s.RouterId);
        builder.Property(s => s.MacAddress).HasMaxLength(Kernel.MacAddress.Length);
        builder.Property(s => s.Address).HasConversion<string>().HasMaxLength(45);
        builder.Property(s => s.Allowance).HasDefaultValue(1).ValueGeneratedNever();
        builder.Property(s => s.AutoRenews).HasDefaultValue(true).ValueGeneratedNever();
        // A name is free again once its subscription is put away, an address as soon as it is cancelled.
        builder.HasIndex(s => new { s.TenantId, s.UserName }).IsUnique().HasFilter("\"ArchivedAt\" IS NULL");
        builder.HasIndex(s => new { s.RouterId, s.Address }).IsUnique().HasFilter("\"Address\" IS NOT NULL AND \"CancelledAt\" IS NULL");
        builder.HasIndex(s => new { s.Status, s.ExpiresAt });
        builder.HasIndex(s => new { s.Status, s.StartsAt });
        // The last two are there to be read: how many end soon is counted without opening their rows.
        builder.HasIndex(s => new { s.TenantId, s.Status, s.ExpiresAt, s.ProfileId, s.IsGuest });
        builder.HasIndex(s => new { s.VoucherBatchId, s.Status }).HasFilter("\"VoucherBatchId\" IS NOT NULL");
        builder.HasIndex(s => s.RouterId).HasFilter("\"OnlineSeconds\" IS NOT NULL").HasDatabaseName("IX_Subscriptions_RouterId_Online");
    }
}
