import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0024_stand_ins'),
        ('schools', '0004_roster_run_schools'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='InterpreterNeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('language', models.CharField(choices=[('ar', 'Arabic'), ('uk', 'Ukrainian'), ('pl', 'Polish'), ('so', 'Somali'), ('ti', 'Tigrinya'), ('fa', 'Persian, Dari'), ('lt', 'Lithuanian'), ('ru', 'Russian'), ('tr', 'Turkish'), ('ku', 'Kurdish'), ('ur', 'Urdu'), ('th', 'Thai'), ('vi', 'Vietnamese'), ('es', 'Spanish'), ('en', 'English'), ('se', 'Northern Sámi'), ('nsi', 'Norwegian sign language'), ('other', 'Another language')], max_length=8)),
                ('asked_at', models.DateTimeField()),
                ('arranged_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.CharField(blank=True, default='', max_length=200)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('arranged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interpreter_needs', to='messaging.conversation')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='schools.school')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('arranged_at__isnull', True), ('ended_at__isnull', True)), fields=['school'], name='interpreter_need_waiting')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('conversation',), name='interpreter_need_one_at_a_time')],
            },
        ),
    ]
