using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Notifications.Templates;

/// <summary>A tenant's own words for a kind of email; without a row the kind's own serve.</summary>
public sealed class EmailTemplate : ITenantOwned, IVersioned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public required string Kind { get; init; }
    public required string Subject { get; set; }
    public required string Body { get; set; }
    public DateTimeOffset EditedAt { get; set; }

    /// <summary>From 1: a form made from the original says 0.</summary>
    public int Version { get; set; } = 1;
}

public sealed record SaveEmailTemplate
{
    public const int MaxSubject = 150;
    public const int MaxBody = 6000;

    public string Subject { get; init; } = "";
    public string Body { get; init; } = "";
}

/// <summary>Placeholders and links are judged by the service, which knows the kind.</summary>
public sealed class SaveEmailTemplateValidator : AbstractValidator<SaveEmailTemplate>
{
    public SaveEmailTemplateValidator()
    {
        RuleFor(t => t.Subject).NotEmpty().MaximumLength(SaveEmailTemplate.MaxSubject).BeLine();
        RuleFor(t => t.Body).NotEmpty().MaximumLength(SaveEmailTemplate.MaxBody).BeText();
    }
}

internal sealed class EmailTemplateConfiguration : IEntityTypeConfiguration<EmailTemplate>
{
    public void Configure(EntityTypeBuilder<EmailTemplate> builder)
    {
        builder.ToTable("EmailTemplates");
        builder.Property(t => t.Kind).HasMaxLength(64);
        builder.Property(t => t.Subject).HasMaxLength(SaveEmailTemplate.MaxSubject);
        builder.Property(t => t.Body).HasMaxLength(SaveEmailTemplate.MaxBody);
        builder.HasIndex(t => new { t.TenantId, t.Kind }).IsUnique();
    }
}
