using System.Collections.Concurrent;
using System.Globalization;
using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Notifications;

/// <summary>How a tenant's emails go out; one row each, made when first saved.</summary>
public sealed class EmailSettings : ITenantOwned, IVersioned
{
    public const int SubmissionPort = 587;
    public const int UsualDigestHour = 7;

    public Guid TenantId { get; set; }

    /// <summary>Without it emails wait.</summary>
    public bool IsEnabled { get; set; }

    public string Host { get; set; } = "";
    public int Port { get; set; } = SubmissionPort;

    /// <summary>The connection is encrypted before anything is said on it, or not used.</summary>
    public bool UseStartTls { get; set; } = true;

    /// <summary>Null: the server asks for no sign-in.</summary>
    public string? UserName { get; set; }

    public string? ProtectedPassword { get; set; }
    public string FromAddress { get; set; } = "";

    /// <summary>Null: the company's name.</summary>
    public string? FromName { get; set; }

    public string? ReplyTo { get; set; }

    /// <summary>Gets a copy of every email that the customer does not see.</summary>
    public string? CopyTo { get; set; }

    /// <summary>Days before the end of a service when its customer is reminded: <c>3, 1</c>. Empty: never.</summary>
    public string ReminderDays { get; set; } = Notifications.ReminderDays.Usual;

    /// <summary>Hour of the tenant's day at which the staff get their digest.</summary>
    public int DigestHour { get; set; } = UsualDigestHour;

    public int Version { get; set; }

    public bool IsSetUp => IsEnabled && Host.Length > 0 && FromAddress.Length > 0;
}

/// <summary>Days before an end, written as people write lists.</summary>
public static class ReminderDays
{
    public const string Usual = "3, 1";
    public const int Most = 5;
    public const int Furthest = 60;

    /// <summary>Each once, the furthest first; null when it cannot be read.</summary>
    public static IReadOnlyList<int>? Read(string? text)
    {
        var days = new List<int>();
        foreach (var word in (text ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var day) || day is < 1 or > Furthest) return null;
            days.Add(day);
        }
        days = [.. days.Distinct().OrderDescending()];
        return days.Count > Most ? null : days;
    }

    public static string Write(IReadOnlyList<int> days) => string.Join(", ", days);
}

public sealed record SaveEmailSettings
{
    public bool IsEnabled { get; init; } = true;
    public string Host { get; init; } = "";
    public int Port { get; init; } = EmailSettings.SubmissionPort;
    public bool UseStartTls { get; init; } = true;
    public string? UserName { get; init; }

    /// <summary>Null or empty keeps the present one.</summary>
    public string? Password { get; init; }

    public string FromAddress { get; init; } = "";
    public string? FromName { get; init; }
    public string? ReplyTo { get; init; }
    public string? CopyTo { get; init; }

    /// <summary>The password is masked.</summary>
    public override string ToString() => $"{UserName}:***@{Host}:{Port}";
}

public sealed class SaveEmailSettingsValidator : AbstractValidator<SaveEmailSettings>
{
    private const int SmtpsPort = 465;

    public SaveEmailSettingsValidator()
    {
        RuleFor(s => s.Host).NotEmpty().MaximumLength(200).BeLine();
        RuleFor(s => s.Host).Must(host => string.IsNullOrWhiteSpace(host) || Uri.CheckHostName(host.Trim()) != UriHostNameType.Unknown).Says("A name or address of a server, such as mail.example.net.");
        RuleFor(s => s.Port).InclusiveBetween(1, 65535);
        RuleFor(s => s.Port).NotEqual(SmtpsPort).Says("Port 465 encrypts from the first byte, which is not supported. Most servers offer STARTTLS at 587.");
        RuleFor(s => s.UserName).MaximumLength(254).BeLine();
        RuleFor(s => s.Password).MaximumLength(256).BeLine();
        RuleFor(s => s.FromAddress).NotEmpty().MaximumLength(254).EmailAddress().BeAddress();
        RuleFor(s => s.FromName).MaximumLength(120).BeLine();
        RuleFor(s => s.ReplyTo).MaximumLength(254).BeAddress();
        RuleFor(s => s.CopyTo).MaximumLength(254).BeAddress();
    }
}

public sealed record SaveReminders
{
    /// <summary>Null or empty: nobody is reminded.</summary>
    public string? Days { get; init; }
}

public sealed class SaveRemindersValidator : AbstractValidator<SaveReminders>
{
    public SaveRemindersValidator() =>
        RuleFor(r => r.Days).MaximumLength(60).Must(d => Notifications.ReminderDays.Read(d) is not null)
            .Says($"At most {Notifications.ReminderDays.Most} numbers from 1 to {Notifications.ReminderDays.Furthest}, such as 3, 1.");
}

public sealed record SaveDigest
{
    /// <summary>Of the tenant's day.</summary>
    public int? Hour { get; init; }
}

public sealed class SaveDigestValidator : AbstractValidator<SaveDigest>
{
    public SaveDigestValidator() => RuleFor(d => d.Hour).NotNull().Says("At which hour?").InclusiveBetween(0, 23).Says("Between 0 and 23.");
}

public sealed record SendTestEmail
{
    public string To { get; init; } = "";
}

public sealed class SendTestEmailValidator : AbstractValidator<SendTestEmail>
{
    public SendTestEmailValidator() => RuleFor(t => t.To).NotEmpty().MaximumLength(254).BeAddress();
}

internal static class EmailRules
{
    /// <summary>Empty, or an address that a server can be told.</summary>
    public static IRuleBuilderOptions<T, string?> BeAddress<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(text => string.IsNullOrWhiteSpace(text) || EmailAddresses.IsAddress(text.Trim())).Says("An email address, such as name@example.com.");
}

internal sealed class EmailSettingsConfiguration : IEntityTypeConfiguration<EmailSettings>
{
    public void Configure(EntityTypeBuilder<EmailSettings> builder)
    {
        builder.ToTable("EmailSettings").HasKey(s => s.TenantId);
        builder.Ignore(s => s.IsSetUp);
        builder.Property(s => s.TenantId).ValueGeneratedNever();
        builder.Property(s => s.Host).HasMaxLength(200);
        builder.Property(s => s.UserName).HasMaxLength(254);
        builder.Property(s => s.ProtectedPassword).HasMaxLength(2048);
        builder.Property(s => s.FromAddress).HasMaxLength(254);
        builder.Property(s => s.FromName).HasMaxLength(120);
        builder.Property(s => s.ReplyTo).HasMaxLength(254);
        builder.Property(s => s.CopyTo).HasMaxLength(254);
        builder.Property(s => s.ReminderDays).HasMaxLength(60);
        builder.Property(s => s.DigestHour).HasDefaultValue(EmailSettings.UsualDigestHour).ValueGeneratedNever();
    }
}

/// <summary>Settings as last read; a change forgets the copy, other nodes reread after a minute.</summary>
public sealed class EmailSettingsCache(TimeProvider clock)
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<Guid, (EmailSettings Settings, DateTimeOffset ReadAt)> _known = new();

    public EmailSettings? Find(Guid tenantId) =>
        _known.TryGetValue(tenantId, out var entry) && clock.GetUtcNow() - entry.ReadAt < KeepFor ? entry.Settings : null;

    public void Keep(Guid tenantId, EmailSettings settings) => _known[tenantId] = (settings, clock.GetUtcNow());

    public void Forget(Guid tenantId) => _known.TryRemove(tenantId, out _);
}

public sealed class EmailSettingsQueries(AppDbContext db, CurrentTenant tenant, EmailSettingsCache cache)
{
    /// <summary>To read, never to change; the defaults, not set up, where nobody has saved any.</summary>
    public async Task<EmailSettings> CurrentAsync(CancellationToken cancellationToken)
    {
        if (cache.Find(tenant.Required) is { } known) return known;
        var settings = await FindAsync(cancellationToken);
        cache.Keep(tenant.Required, settings);
        return settings;
    }

    /// <summary>As stored now, for the form that edits them.</summary>
    public async Task<EmailSettings> FindAsync(CancellationToken cancellationToken) =>
        await db.Set<EmailSettings>().AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? new EmailSettings();

    /// <summary>Of every tenant whose emails go out; for jobs.</summary>
    public async Task<IReadOnlyList<EmailSettings>> SetUpAsync(CancellationToken cancellationToken) =>
        await db.Set<EmailSettings>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTracking()
            .Where(s => s.IsEnabled && s.Host != "" && s.FromAddress != "").OrderBy(s => s.TenantId).ToListAsync(cancellationToken);
}
