using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Notifications.Templates;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Notifications.Notices;

/// <summary>One of the staff whom emails can reach.</summary>
public sealed record NoticePerson(Guid Id, string Name, string Email, StaffRole Role, string? LanguageCode)
{
    /// <summary>Null for the company's.</summary>
    public Language? Language => Language.Find(LanguageCode);
}

/// <summary>Emails of notices to those who want them, in the transaction that raises the notice.</summary>
public sealed class NoticeEmails(AppDbContext db, CurrentTenant tenant, NoticeCatalog causes, EmailOutbox outbox, EmailSettingsQueries settings)
{
    private static readonly TimeSpan UsefulFor = TimeSpan.FromDays(1);

    internal async Task TellAsync(Notice notice, NoticeCause cause, CancellationToken cancellationToken)
    {
        // Without a way out they would pile up, to be sent when they are of no use any more.
        if (!(await settings.CurrentAsync(cancellationToken)).IsSetUp) return;
        var chosen = await db.Set<NoticeChoice>().AsNoTracking().Where(c => c.Cause == cause.Key).ToDictionaryAsync(c => c.StaffId, c => c.Email, cancellationToken);
        foreach (var person in await PeopleAsync(cancellationToken))
        {
            if (!causes.MaySee(cause, person.Role) || !(chosen.TryGetValue(person.Id, out var email) ? email : cause.Usual(person.Role).Email).Equals(NoticeEmail.AtOnce)) continue;
            await outbox.QueueAsync(new EmailRequest(new NoticeLetter(person.Name, notice.Title, notice.Text, notice.LastAt, person.Language), person.Email, person.Name)
            {
                DedupeKey = string.Create(CultureInfo.InvariantCulture, $"{NoticeLetter.Key}:{notice.Id}:{person.Id}"),
                UselessAt = notice.LastAt + UsefulFor,
            }, cancellationToken);
        }
    }

    /// <summary>Those who can sign in now.</summary>
    internal async Task<List<NoticePerson>> PeopleAsync(CancellationToken cancellationToken)
    {
        var id = tenant.Required;
        return await db.Set<StaffMember>().AsNoTracking().Where(s => s.TenantId == id && s.IsActive && s.PasswordHash != null && s.Email != null)
            .OrderBy(s => s.FullName).ThenBy(s => s.Id).Select(s => new NoticePerson(s.Id, s.FullName, s.Email!, s.Role, s.Language)).ToListAsync(cancellationToken);
    }
}

/// <summary>Tells one of the staff of one notice.</summary>
public sealed record NoticeLetter(string Person, Phrase Title, Phrase? Details, DateTimeOffset At, Language? Language = null) : IEmailContent
{
    public const string Key = "notice";

    public static EmailTemplateKind Template { get; } = new(Key, "Notice to staff", "Goes at once to those of the staff who asked for it, when something happens that they should know of.", "{{title}}", """
        Hello {{person}},

        {{title}}.

        {{details}}

        Noticed {{when}}. It stands under the bell until it is over.

        Which notices you get by email is up to you: under Your account, Notices.
        """, EmailPlaceholder.Company, new EmailPlaceholder("person", "Name of the staff member", "Amina"), new EmailPlaceholder("title", "What happened", "Tower North is down"),
        new EmailPlaceholder("details", "More of it; may be empty", "42 customers are behind it."), new EmailPlaceholder("when", "When it came", "24 Nov 2026, 18:00"));

    public string Kind => Key;

    public IReadOnlyDictionary<string, string?> Values(TenantInfo tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        return new Dictionary<string, string?>(StringComparer.Ordinal) { ["person"] = Person, ["title"] = Title, ["details"] = Details, ["when"] = tenant.Moment(At) };
    }
}
