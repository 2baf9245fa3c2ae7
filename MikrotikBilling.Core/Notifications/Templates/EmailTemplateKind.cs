using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Notifications.Templates;

/// <summary>What stands for a value in a template: <c>{{number}}</c>.</summary>
/// <param name="Sample">Shown in the preview; empty for what another sample rules out.</param>
/// <param name="IsLink">A web address; only such a one may be where a link leads to.</param>
public sealed record EmailPlaceholder(string Name, Phrase Description, string Sample, bool IsLink = false)
{
    public static EmailPlaceholder Customer { get; } = new("customer", "Name of the customer", "Jane Doe");

    /// <summary>Filled in by itself.</summary>
    public static EmailPlaceholder Company { get; } = new(CompanyName, "Name of your company", "Lake Net");

    public static EmailPlaceholder Link(Phrase description, string sample) => new("link", description, sample, IsLink: true);

    internal const string CompanyName = "company";

    public string Written => $"{{{{{Name}}}}}";
}

/// <summary>An email that the program writes, with its words, in each language, until a tenant puts others in their place.</summary>
/// <param name="Key">Stable: <c>expiry-reminder</c>.</param>
/// <param name="Description">When it is sent.</param>
public sealed record EmailTemplateKind(string Key, Phrase Name, Phrase Description, Phrase Subject, Phrase Body, params IReadOnlyList<EmailPlaceholder> Placeholders)
{
    public EmailPlaceholder? Find(string name) => Placeholders.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>What one email says: a typed record for each kind, in the feature that sends it.</summary>
public interface IEmailContent
{
    /// <summary>Key of its <see cref="EmailTemplateKind"/>.</summary>
    string Kind { get; }

    /// <summary>Of whoever reads it; null for the company's.</summary>
    Language? Language => null;

    /// <summary>
    /// The placeholders as the customer reads them; amounts and numbers are written as the tenant does while this is asked. Null or empty: a line that
    /// names it is left out.
    /// </summary>
    IReadOnlyDictionary<string, string?> Values(TenantInfo tenant);
}

/// <summary>All kinds of the features, as registered.</summary>
public sealed class EmailTemplateCatalog(IEnumerable<EmailTemplateKind> kinds)
{
    public IReadOnlyList<EmailTemplateKind> All { get; } = [.. kinds.OrderBy(k => k.Name.InEnglish, StringComparer.Ordinal)];

    public EmailTemplateKind? Find(string key) => All.FirstOrDefault(k => k.Key == key);

    public EmailTemplateKind Get(string key) => Find(key) ?? throw new InvalidOperationException($"No feature has registered the email template {key}.");
}
