using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Notifications.Templates;

/// <summary>An email in full.</summary>
/// <param name="Paragraphs">The same as in <paramref name="Html"/>, for pages that may not hold its styles.</param>
public sealed record WrittenEmail(string Subject, string Text, string Html, IReadOnlyList<EmailParagraph> Paragraphs);

/// <summary>The words of one kind, and whose they are.</summary>
/// <param name="Version">0 for the original.</param>
public sealed record TemplateWords(string Subject, string Body, int Version)
{
    public bool IsOriginal => Version == 0;
}

/// <summary>Templates as last read; a change forgets the copy, other nodes reread after a minute.</summary>
public sealed class EmailTemplateCache(TimeProvider clock)
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<Guid, (IReadOnlyDictionary<string, TemplateWords> Words, DateTimeOffset ReadAt)> _known = new();

    public IReadOnlyDictionary<string, TemplateWords>? Find(Guid tenantId) =>
        _known.TryGetValue(tenantId, out var entry) && clock.GetUtcNow() - entry.ReadAt < KeepFor ? entry.Words : null;

    public void Keep(Guid tenantId, IReadOnlyDictionary<string, TemplateWords> words) => _known[tenantId] = (words, clock.GetUtcNow());

    public void Forget(Guid tenantId) => _known.TryRemove(tenantId, out _);
}

/// <summary>Writes emails with the tenant's words.</summary>
public sealed class EmailTemplates(AppDbContext db, CurrentTenant tenant, EmailTemplateCatalog catalog, EmailTemplateCache cache)
{
    public async Task<WrittenEmail> WriteAsync(IEmailContent content, TenantInfo info, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(info);
        var kind = catalog.Get(content.Kind);
        Language.Use(content.Language ?? info.Language);
        var words = (await AllAsync(cancellationToken)).GetValueOrDefault(kind.Key) ?? new TemplateWords(kind.Subject, kind.Body, 0);
        return Write(words.Subject, words.Body, ValuesOf(content, info), info.Name);
    }

    /// <summary>With the samples of the kind in place of values.</summary>
    public static WrittenEmail Preview(EmailTemplateKind kind, string subject, string body, TenantInfo info)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(info);
        var values = kind.Placeholders.ToDictionary(p => p.Name, string? (p) => p.Name == EmailPlaceholder.CompanyName ? info.Name : p.Sample, StringComparer.Ordinal);
        return Write(subject, body, values, info.Name);
    }

    /// <summary>A template in the database was checked when it was saved; one of the program by its tests.</summary>
    internal static WrittenEmail Write(string subject, string body, IReadOnlyDictionary<string, string?> values, string company)
    {
        var line = EmailText.Line(TemplateText.Line(subject, values), OutgoingEmailConfiguration.MaxSubject);
        if (line.Length == 0) line = EmailText.Line(company, OutgoingEmailConfiguration.MaxSubject);
        var paragraphs = TemplateText.Paragraphs(body, values);
        return new WrittenEmail(line, EmailFrame.Text(paragraphs), EmailFrame.Html(company, line, paragraphs), paragraphs);
    }

    private async Task<IReadOnlyDictionary<string, TemplateWords>> AllAsync(CancellationToken cancellationToken)
    {
        if (cache.Find(tenant.Required) is { } known) return known;
        var words = await db.Set<EmailTemplate>().AsNoTracking().ToDictionaryAsync(t => t.Kind, t => new TemplateWords(t.Subject, t.Body, t.Version), cancellationToken);
        cache.Keep(tenant.Required, words);
        return words;
    }

    private static Dictionary<string, string?> ValuesOf(IEmailContent content, TenantInfo info)
    {
        var before = DisplayFormat.Current;
        DisplayFormat.Use(info.Format);
        try
        {
            var values = new Dictionary<string, string?>(content.Values(info), StringComparer.Ordinal);
            values.TryAdd(EmailPlaceholder.CompanyName, info.Name);
            return values;
        }
        finally
        {
            DisplayFormat.Use(before);
        }
    }
}
