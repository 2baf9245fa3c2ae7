using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Notifications.Templates;

public sealed record TemplateLine(EmailTemplateKind Kind, DateTimeOffset? EditedAt);

public sealed class EmailTemplateQueries(AppDbContext db, EmailTemplateCatalog catalog, TenantQueries tenants)
{
    /// <summary>All kinds, with when their words were changed.</summary>
    public async Task<IReadOnlyList<TemplateLine>> AllAsync(CancellationToken cancellationToken)
    {
        var edited = await db.Set<EmailTemplate>().AsNoTracking().ToDictionaryAsync(t => t.Kind, t => t.EditedAt, cancellationToken);
        return [.. catalog.All.Select(k => new TemplateLine(k, edited.TryGetValue(k.Key, out var at) ? at : null))];
    }

    /// <summary>As stored now, for the form that edits them.</summary>
    public async Task<TemplateWords> WordsAsync(EmailTemplateKind kind, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        var own = await db.Set<EmailTemplate>().AsNoTracking().SingleOrDefaultAsync(t => t.Kind == kind.Key, cancellationToken);
        if (own is not null) return new TemplateWords(own.Subject, own.Body, own.Version);
        var language = (await tenants.CurrentAsync(cancellationToken)).Language;
        return new TemplateWords(kind.Subject.In(language), kind.Body.In(language), 0);
    }
}

public sealed class EmailTemplateService(AppDbContext db, CurrentTenant tenant, EmailTemplateCache cache, AuditLog audit, TimeProvider clock)
{
    /// <summary>What is wrong with the words, by field; nothing when they can be saved.</summary>
    public static IReadOnlyList<(string Field, string Message)> Problems(EmailTemplateKind kind, SaveEmailTemplate input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var problems = new List<(string, string)>();
        if (TemplateText.Problem(input.Subject, kind) is { } subject) problems.Add((nameof(input.Subject), subject));
        if (TemplateText.Problem(input.Body, kind) is { } body) problems.Add((nameof(input.Body), body));
        return problems;
    }

    /// <param name="version">Of the words the form was made from; 0 for the original.</param>
    public async Task<Result> SaveAsync(EmailTemplateKind kind, SaveEmailTemplate input, int version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        if (Problems(kind, input) is [var (field, message), ..]) return Result.Refuse("email.template-invalid", message, field);
        var (subject, text) = (input.Subject.Trim(), input.Body.ReplaceLineEndings("\n").Trim());
        try
        {
            return await ChangeAsync(kind, version, own =>
            {
                if (own is null) db.Add(own = new EmailTemplate { Kind = kind.Key, Subject = subject, Body = text, EditedAt = clock.GetUtcNow() });
                else (own.Subject, own.Body, own.EditedAt) = (subject, text, clock.GetUtcNow());
                audit.Record("email-template.edited", "email-template", own.Id, $"Edited the email “{kind.Name}”.");
            }, cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation("Kind"))
        {
            return Refusal.Stale;
        }
    }

    /// <summary>The words that came with the program serve again.</summary>
    public Task<Result> ResetAsync(EmailTemplateKind kind, int version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return ChangeAsync(kind, version, own =>
        {
            if (own is null) return;
            db.Remove(own);
            audit.Record("email-template.reset", "email-template", own.Id, $"Took the original words of the email “{kind.Name}” back.");
        }, cancellationToken);
    }

    private async Task<Result> ChangeAsync(EmailTemplateKind kind, int version, Action<EmailTemplate?> change, CancellationToken cancellationToken)
    {
        var changed = await db.ChangeAsync<bool>(async token =>
        {
            var own = await db.Set<EmailTemplate>().SingleOrDefaultAsync(t => t.Kind == kind.Key, token);
            if ((own?.Version ?? 0) != version) return Refusal.Stale;
            change(own);
            await db.SaveChangesAsync(token);
            db.AfterCommit(() => cache.Forget(tenant.Required));
            return true;
        }, cancellationToken);
        return changed;
    }
}
