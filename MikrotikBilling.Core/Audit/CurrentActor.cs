using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Audit;

/// <summary>Who the work of this scope is done for, and through which door; the system itself unless a request says otherwise.</summary>
public sealed class CurrentActor
{
    private AuditDoor? _door;

    public ActorKind Kind { get; private set; } = ActorKind.System;
    public Guid? Id { get; private set; }
    public string Name { get; private set; } = "System";
    public string? From { get; private set; }

    public AuditDoor Door => _door ?? WorkOrigin.Current?.Kind switch
    {
        WorkOrigin.Job => AuditDoor.Job,
        WorkOrigin.Command => AuditDoor.Command,
        _ => AuditDoor.Background,
    };

    /// <summary>Name of the job or command.</summary>
    public string? Via => _door is null ? WorkOrigin.Current?.Name : null;

    public void Use(ActorKind kind, Guid id, string name, string? from)
    {
        Kind = kind;
        Id = id;
        Name = name;
        Enter(kind == ActorKind.Api ? AuditDoor.Api : AuditDoor.Page, from);
    }

    /// <summary>The system itself, in whose name somebody else speaks: a payment provider.</summary>
    public void SpeakAs(string name) => Name = name;

    /// <summary>A request came in, from somebody or from nobody we know (a callback).</summary>
    public void Enter(AuditDoor door, string? from)
    {
        _door = door;
        From = from;
    }
}
