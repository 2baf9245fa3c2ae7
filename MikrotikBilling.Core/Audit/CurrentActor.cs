namespace MikrotikBilling.Core.Audit;

/// <summary>Who the work of this scope is done for; the system itself unless a request says otherwise.</summary>
public sealed class CurrentActor
{
    public ActorKind Kind { get; private set; } = ActorKind.System;
    public Guid? Id { get; private set; }
    public string Name { get; private set; } = "System";
    public string? From { get; private set; }

    public void Use(ActorKind kind, Guid id, string name, string? from)
    {
        Kind = kind;
        Id = id;
        Name = name;
        From = from;
    }
}
