using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications.Templates;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Notifications;

public sealed class EmailSettingsService(
    AppDbContext db, CurrentTenant tenant, EmailSettingsCache cache, EmailSettingsQueries queries, SecretBox secrets, AuditLog audit, EmailSignal signal, IEmailTransport transport,
    TenantQueries tenants, TimeProvider clock)
{
    public Task<Result<EmailSettings>> SaveAsync(SaveEmailSettings input, int? version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        return ChangeAsync(version, "settings.email-edited", "Edited how emails are sent.", async (settings, token) =>
        {
            settings.IsEnabled = input.IsEnabled;
            (settings.Host, settings.Port, settings.UseStartTls) = (input.Host.Trim(), input.Port, input.UseStartTls);
            settings.UserName = Text(input.UserName);
            if (settings.UserName is null) settings.ProtectedPassword = null;
            else if (!string.IsNullOrEmpty(input.Password)) settings.ProtectedPassword = secrets.Protect(input.Password);
            (settings.FromAddress, settings.FromName) = (input.FromAddress.Trim(), Text(input.FromName));
            (settings.ReplyTo, settings.CopyTo) = (Text(input.ReplyTo), Text(input.CopyTo));
            if (!settings.IsSetUp) return;
            // What failed by the old settings need not wait for its time.
            var now = clock.GetUtcNow();
            await db.Set<OutgoingEmail>().Where(m => m.State == EmailState.Waiting && m.NextTryAt > now)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.NextTryAt, now).SetProperty(m => m.GiveUpAt, (DateTimeOffset?)null), token);
            db.AfterCommit(signal.Ring);
        }, cancellationToken);
    }

    public Task<Result<EmailSettings>> SaveRemindersAsync(SaveReminders input, int? version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        return ChangeAsync(version, "settings.reminders-edited", "Edited when customers are reminded.", (settings, _) =>
        {
            settings.ReminderDays = ReminderDays.Write(ReminderDays.Read(input.Days) ?? []);
            return Task.CompletedTask;
        }, cancellationToken);
    }

    public Task<Result<EmailSettings>> SaveDigestAsync(SaveDigest input, int? version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        return ChangeAsync(version, "settings.digest-edited", "Edited when the staff get their daily digest.", (settings, _) =>
        {
            settings.DigestHour = input.Hour ?? settings.DigestHour;
            return Task.CompletedTask;
        }, cancellationToken);
    }

    /// <summary>Sends one email now, by the saved settings, and says in plain words what the server said to it.</summary>
    public async Task<Result> TestAsync(string to, CancellationToken cancellationToken)
    {
        var settings = await queries.FindAsync(cancellationToken);
        if (settings.Host.Length == 0) return Result.Refuse("email.not-set-up", "Save the server first.");
        var company = (await tenants.CurrentAsync(cancellationToken)).Name;
        var written = EmailTemplates.Write("Test from {{company}}", "This is a test.\n\nYour customers get emails from {{company}} like this one.",
            new Dictionary<string, string?>(StringComparer.Ordinal) { [EmailPlaceholder.CompanyName] = company }, company);
        try
        {
            using var session = transport.Open(EmailServer.Of(settings, secrets));
            await session.SendAsync(EmailMessage.Of(settings, company, Guid.CreateVersion7(), to.Trim(), null, written.Subject, written.Text, written.Html) with { CopyTo = null }, cancellationToken);
            return Result.Success;
        }
        catch (EmailFailedException e)
        {
            return Result.Refuse("email.test-failed", e.Message);
        }
        catch (SecretLostException e)
        {
            return Result.Refuse("email.test-failed", e.Message);
        }
    }

    private async Task<Result<EmailSettings>> ChangeAsync(
        int? version, string action, string summary, Func<EmailSettings, CancellationToken, Task> change, CancellationToken cancellationToken)
    {
        await EnsureRowAsync(cancellationToken);
        return await db.ChangeAsync<EmailSettings>(async token =>
        {
            var settings = await db.Set<EmailSettings>().SingleAsync(token);
            if (version is { } expected)
            {
                db.Expect(settings, expected);
                db.Entry(settings).Property(s => s.Version).IsModified = true;
            }
            await change(settings, token);
            audit.Record(action, "settings", tenant.Required, summary);
            await db.SaveChangesAsync(token);
            db.AfterCommit(() => cache.Forget(tenant.Required));
            return settings;
        }, cancellationToken);
    }

    /// <summary>The defaults as a row of their own, so that the history tells what was changed and not what was always so.</summary>
    private async Task EnsureRowAsync(CancellationToken cancellationToken)
    {
        if (await db.Set<EmailSettings>().AnyAsync(cancellationToken)) return;
        var row = new EmailSettings { TenantId = tenant.Required };
        db.Add(row);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            // another request was first; its row is the same
        }
        db.Entry(row).State = EntityState.Detached;
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
